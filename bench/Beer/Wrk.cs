using System.Globalization;
using System.Text.RegularExpressions;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>What the server and PostgreSQL spent on how many requests.</summary>
/// <param name="ServerMicroseconds">Processor time of the server, all its processes, for one request.</param>
internal sealed record Measured(double PerSecond, double ServerMicroseconds, double DatabaseMicroseconds);

/// <summary>The load generators: wrk for HTTP, pgbench for PostgreSQL alone.</summary>
internal static partial class Wrk
{
    public const int Connections = 32;

    /// <exception cref="StackException">An answer was not 2xx, or a connection broke.</exception>
    public static async Task<Measured> RunAsync(int port, string path, int rows, TimeSpan duration, int server, int database)
    {
        List<string> args = ["--threads", "1", "--connections", $"{Connections}", "--duration", $"{duration.TotalSeconds:0}s"];
        args.AddRange(path == LoadBenchmark.ById
            ? ["--script", Path.Combine(Repository.Root, "bench/Beer/beers.lua"), $"http://127.0.0.1:{port}/", "--", $"{rows}"]
            : [$"http://127.0.0.1:{port}{path}"]);
        var (serverBefore, databaseBefore) = (Processes.CpuSeconds(server), Processes.CpuSeconds(database));
        var output = await OutputOfAsync("wrk", args);
        var (serverCpu, databaseCpu) = (Processes.CpuSeconds(server) - serverBefore, Processes.CpuSeconds(database) - databaseBefore);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new StackException($"wrk against {path} on port {port} met errors:\n{output}");
        var count = Number(Count().Match(output));
        return new Measured(Number(PerSecond().Match(output)), serverCpu / count * 1e6, databaseCpu / count * 1e6);
    }

    /// <summary><c>pgbench -S -M prepared</c> on its own table of 100,000 rows.</summary>
    /// <returns>Transactions a second.</returns>
    public static async Task<double> PgbenchAsync(int port, string database, TimeSpan duration)
    {
        var output = await OutputOfAsync("pgbench",
            ["-S", "-M", "prepared", "-n", "-c", $"{Connections}", "-j", "1", "-T", $"{duration.TotalSeconds:0}", .. At(port), database]);
        return Number(Tps().Match(output));
    }

    public static Task PgbenchInitAsync(int port, string database) => OutputOfAsync("pgbench", ["-i", "-q", "-s", "1", .. At(port), database]);

    private static string[] At(int port) => ["-h", "127.0.0.1", "-p", $"{port}", "-U", "beers_owner"];

    private static async Task<string> OutputOfAsync(string program, IEnumerable<string> args)
    {
        await using var process = await ManagedProcess.StartAsync(program, program, args);
        await process.Exited;
        return process.ExitCode == 0 ? process.Output : throw new StackException($"{program} failed:\n{process.Output}");
    }

    private static double Number(Match match) =>
        match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : throw new StackException("the output of the load generator is not as expected");

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Count();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();
}
