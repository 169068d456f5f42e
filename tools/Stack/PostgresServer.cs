using System.Diagnostics;
using Npgsql;

namespace Publican.Stack;

/// <summary>A throw-away PostgreSQL from the system's own server binaries. It survives nothing, so it syncs nothing.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _folder;
    private ManagedProcess? _process;

    private PostgresServer(string binaries, string folder, int port) => (_binaries, _folder, Port) = (binaries, folder, port);

    public int Port { get; }

    /// <summary>Of the first of its processes, the parent of all others.</summary>
    public int Id => _process!.Id;

    /// <summary>The newest lines of its log.</summary>
    public string Output => _process!.Output;

    public bool IsRunning => _process is { HasExited: false };

    private static string? User => Environment.UserName == "root" ? "postgres" : null;

    public static async Task<PostgresServer> StartNewAsync()
    {
        // Below /tmp: the postgres user may not enter root's home, and socket paths end at 107 characters.
        var folder = Directory.CreateTempSubdirectory("publican-pg-").FullName;
        var server = new PostgresServer(FindBinaries(), folder, FreePort.Next());
        if (User is { } user)
            await RunAsync("chown", user, folder);
        await using (var init = await ManagedProcess.StartAsync("initdb", Path.Combine(server._binaries, "initdb"),
            ["-D", server.Data, "-U", "beers_owner", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], user: User))
        {
            await init.Exited;
            if (init.ExitCode != 0)
                throw new StackException($"initdb failed:\n{init.Output}");
        }

        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _process = await ManagedProcess.StartAsync("postgres", Path.Combine(_binaries, "postgres"),
            ["-D", Data, "-p", $"{Port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"],
            user: User);
        await Wait.UntilAsync("PostgreSQL accepts connections", CanConnectAsync, TimeSpan.FromSeconds(30), () => _process.Output);
    }

    /// <summary>Fast shutdown: SIGINT ends sessions at once.</summary>
    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Signal(2);
        await process.Exited.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <returns>postgres:// URL of the new database.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"create database \"{name}\"");
        await command.ExecuteNonQueryAsync();
        return $"postgres://beers_owner@127.0.0.1:{Port}/{name}";
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=beers_owner;Database={database};GSS Encryption Mode=Disable";

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private async Task<bool> CanConnectAsync()
    {
        if (_process!.HasExited)
            throw new StackException($"PostgreSQL ended at start:\n{_process.Output}");
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=2");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            // Not yet: it refuses connections, or answers that it is starting up.
            return false;
        }
    }

    private static string FindBinaries()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(Version).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return onPath.Concat(installed).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new StackException("no PostgreSQL server binaries were found on PATH or under /usr/lib/postgresql: install them, for example with apt-get install postgresql");

        static int Version(string folder) => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0;
    }

    private static async Task RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(program, args);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new StackException($"{program} {string.Join(' ', args)} failed with exit code {process.ExitCode}");
    }
}
