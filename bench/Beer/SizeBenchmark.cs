using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>What the native binary weighs, how soon it answers, what it holds in memory.</summary>
internal static class SizeBenchmark
{
    private const int Starts = 20, Rows = 10_000;
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(8);

    public static async Task<bool> RunAsync()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var database = await BeerDatabase.CreateAsync(postgres, "beers", Rows);
        var (firsts, firstBeers) = (new List<First>(), new List<First>());
        for (var start = 0; start < Starts; start++)
        {
            firsts.Add(await FirstAnswerAsync(database.Url, "/health"));
            firstBeers.Add(await FirstAnswerAsync(database.Url, "/beers/1"));
        }

        await using var api = await Contender.BeerApiAsync("the beer API", database.Url, copyMegabytes: 16);
        using var client = api.CreateClient();
        await Wait.UntilAsync("the server is ready", async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, TimeSpan.FromSeconds(20));
        await client.GetStringAsync("/beers");
        var idle = Processes.Megabytes(api.Process.Id, "VmRSS");
        foreach (var path in new[] { LoadBenchmark.ById, "/beers?limit=50", "/beers?limit=500" })
            await Wrk.RunAsync(api.Port, path, Rows, Load, api.Process.Id, postgres.Id);
        var loaded = Processes.Megabytes(api.Process.Id, "VmHWM");

        Output.WantedHead("the native binary");
        var files = Directory.GetFiles(Path.GetDirectoryName(Contender.BeerApi)!).Where(file => !file.EndsWith(".dbg", StringComparison.Ordinal)).ToList();
        var good = Output.Wanted($"published, {files.Count} files, without debug symbols", files.Sum(file => new FileInfo(file).Length) / 1024.0 / 1024, " MB", atMost: 30);
        foreach (var (path, starts) in new[] { ("/health", firsts), ("/beers/1", firstBeers) })
        {
            good &= Output.Wanted($"exec to the first answer, `{path}`, median of {Starts}", Output.Median(starts.Select(start => start.Elapsed)), " ms", atMost: 100);
            good &= Output.Wanted("the same, the slowest", starts.Max(start => start.Elapsed), " ms", atMost: 100);
            Output.Wanted("processor time of it, median", Output.Median(starts.Select(start => start.Cpu)), " ms", atMost: 100);
        }

        good &= Output.Wanted("RSS, idle", idle, " MB", atMost: 40);
        good &= Output.Wanted($"RSS, the most in {3 * Load.TotalSeconds:0} s of load on {Wrk.Connections} connections", loaded, " MB", atMost: 80);
        return good;
    }

    private static async Task<First> FirstAnswerAsync(string databaseUrl, string path)
    {
        var port = FreePort.Next();
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        var clock = Stopwatch.StartNew();
        await using var process = await ManagedProcess.StartAsync(
            "first", Contender.BeerApi, [], new Dictionary<string, string?> { ["DATABASE_URL"] = databaseUrl, ["PORT"] = $"{port}", ["SHUTDOWN_DELAY_SECONDS"] = "0" });
        while (clock.Elapsed < TimeSpan.FromSeconds(10))
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port);
            }
            catch (SocketException)
            {
                await Task.Delay(1);
                continue;
            }

            await socket.SendAsync(request);
            var buffer = new byte[256];
            var read = await socket.ReceiveAsync(buffer);
            return buffer.AsSpan(0, read).StartsWith("HTTP/1.1 200"u8)
                ? new First(clock.Elapsed.TotalMilliseconds, Processes.CpuMilliseconds(process.Id))
                : throw new StackException($"the first answer was {Encoding.ASCII.GetString(buffer, 0, read)}\n{process.Output}");
        }

        throw new StackException($"no answer in 10 s:\n{process.Output}");
    }

    /// <summary>Milliseconds from exec to the first answer: on the clock, which a busy machine makes longer, and of processors.</summary>
    private sealed record First(double Elapsed, double Cpu);
}
