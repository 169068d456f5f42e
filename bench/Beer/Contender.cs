using System.Net.Sockets;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>A server under load, as a process of its own.</summary>
internal sealed record Contender(string Name, ManagedProcess Process, int Port) : IAsyncDisposable
{
    public static string BeerApi { get; } = Native("BeerApi");

    public static async Task MigrateAsync(string databaseUrl)
    {
        await using var migrate = await ManagedProcess.StartAsync("migrate", BeerApi, ["migrate"], new Dictionary<string, string?> { ["DATABASE_URL"] = databaseUrl });
        await migrate.Exited;
        if (migrate.ExitCode != 0)
            throw new StackException($"BeerApi migrate failed:\n{migrate.Output}");
    }

    public static Task<Contender> BeerApiAsync(string name, string databaseUrl, int copyMegabytes) => StartAsync(
        name, BeerApi, [], new() { ["DATABASE_URL"] = databaseUrl, ["DATABASE_POOL_SIZE"] = $"{Wrk.Connections}", ["READ_COPY_MB"] = $"{copyMegabytes}", ["LOG_LEVEL"] = "warn" });

    public static Task<Contender> FlaskAsync(string databaseUrl) => StartAsync(
        "Flask, SQLAlchemy, gunicorn", "/usr/bin/gunicorn", ["--workers", "4", "--worker-class", "gthread", "--threads", "8", "--log-level", "warning", "app:app"],
        new() { ["DATABASE_URL"] = databaseUrl }, Peer("flask"), port => ["--bind", $"127.0.0.1:{port}"]);

    public static Task<Contender> FastifyAsync(string databaseUrl) =>
        StartAsync("Fastify, pg, two workers", "node", ["server.js"], new() { ["DATABASE_URL"] = databaseUrl, ["NODE_ENV"] = "production" }, Peer("fastify"));

    /// <param name="page">How many bytes its other endpoint sends.</param>
    public static Task<Contender> EmptyAsync(int page) => StartAsync("an empty minimal API", Native("Empty"), [], new() { ["PAGE"] = $"{page}" });

    public HttpClient CreateClient() => new() { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task<Contender> StartAsync(
        string name, string program, IEnumerable<string> args, Dictionary<string, string?> environment, string? folder = null, Func<int, IEnumerable<string>>? address = null)
    {
        var port = FreePort.Next();
        environment["PORT"] = $"{port}";
        var process = await ManagedProcess.StartAsync(name, program, [.. args, .. address?.Invoke(port) ?? []], environment, folder: folder);
        await Wait.UntilAsync($"{name} listens", () => ListensAsync(process, port), TimeSpan.FromSeconds(20), () => process.Output);
        return new Contender(name, process, port);
    }

    private static async Task<bool> ListensAsync(ManagedProcess process, int port)
    {
        if (process.HasExited)
            throw new StackException($"{process.Name} ended at start:\n{process.Output}");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Peer(string name) => Path.Combine(Repository.Root, "bench/peers", name);

    private static string Native(string project) => Path.Combine(Repository.Root, "artifacts/native/publish", project, "release", project);
}
