using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BeerApi.Tests.TestKit;

/// <summary>A PostgreSQL of the machine's own binaries with an empty folder of its own, on a free port of 127.0.0.1.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly string folder = $"/tmp/publican-beer-tests-{Guid.NewGuid():n}";
    private readonly string binaries = Directory.GetDirectories("/usr/lib/postgresql").OrderBy(path => int.Parse(Path.GetFileName(path))).Last() + "/bin";
    private readonly int port = FreePort();

    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer();
        Directory.CreateDirectory(server.folder);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", server.folder);
        }
        await server.RunBinaryAsync("initdb", "-D", $"{server.folder}/data", "-U", "beer", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync");
        var rules = $"{server.folder}/data/pg_hba.conf";
        await File.WriteAllTextAsync(rules, $"""
            host all beers_api 127.0.0.1/32 scram-sha-256
            host all beers_api_2 127.0.0.1/32 scram-sha-256
            host all beers_api_4 127.0.0.1/32 scram-sha-256
            host all beers_api_owner 127.0.0.1/32 scram-sha-256
            {await File.ReadAllTextAsync(rules)}
            """);
        await server.StartAsync();
        return server;
    }

    public string Url(string database) => $"postgres://beer@127.0.0.1:{port}/{database}?sslmode=disable";

    public Task StartAsync() => RunBinaryAsync(
        "pg_ctl", "-D", $"{folder}/data", "-l", $"{folder}/log", "-w", "-o",
        $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c max_connections=200", "start");

    /// <summary>Ends every session at once, as a failure would.</summary>
    public Task StopAsync() => RunBinaryAsync("pg_ctl", "-D", $"{folder}/data", "-w", "-m", "immediate", "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists($"{folder}/data/postmaster.pid"))
        {
            await StopAsync();
        }
        Directory.Delete(folder, recursive: true);
    }

    // initdb and postgres refuse to run as root.
    private Task RunBinaryAsync(string name, params string[] args) => Environment.IsPrivilegedProcess
        ? RunAsync("runuser", ["-u", "postgres", "--", $"{binaries}/{name}", .. args])
        : RunAsync($"{binaries}/{name}", args);

    private static async Task RunAsync(string program, params string[] args)
    {
        // pg_ctl hands its output to the server it starts, so that reading a pipe to its end would wait for the server.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null", "sh", program, .. args]))!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)} ended with {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
