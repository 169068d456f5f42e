using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Publican.Dev.Load;
using Publican.Stack;

namespace Publican.Dev;

/// <summary>
/// <c>./dev bench revert [N]</c>: from the sample by which a check fails to the call that brings all traffic home (L3 of the contract), and from the first answer
/// that a client saw fail to the end of that call. Releases that are bad under traffic only, under load, each of them a new revision.
/// </summary>
internal static class RevertBenchmark
{
    private const int PerSecond = 100, Seed = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(int releases)
    {
        using var stop = new StopSignal();
        var folder = Directory.CreateTempSubdirectory("publican-bench-").FullName;
        try
        {
            await using var stack = await LocalStack.StartAsync(new StackOptions(folder, Edit: ShortRollouts.EditAsync));
            await stack.StatusWhenAsync("the first release is over", status => (string?)status["phase"] == "Steady", TimeSpan.FromSeconds(90), stop.Token);
            Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {DateTime.Now:yyyy-MM-dd}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
            await using var load = new LoadGenerator(stack.Beers, PerSecond, Seed);
            var ways = new List<WayHome>();

            // The first one compiles what the others use.
            for (var number = 0; number <= releases; number++)
            {
                ways.Add(await TakeBackAsync(stack, load, number + 1, stop.Token));
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} of {releases}: {ways[^1].FromSample:0} ms"));
            }

            ways.RemoveAt(0);
            Console.WriteLine($"\n| ms, of {ways.Count} releases taken back{Figures.Heads}");
            Figures.Row("**from the sample that decides to the call that brings all traffic home**", ways.ConvertAll(way => way.FromSample));
            Figures.Row("from the first answer that fails to the end of that call", ways.ConvertAll(way => way.FromFirstError));
            Console.WriteLine($"\n| of each release{Figures.Heads}");
            Figures.Row("answers that failed", ways.ConvertAll(way => way.Failed));
            Figures.Row("reads between the sample and the way home", ways.ConvertAll(way => way.Reads));
            Figures.Row("changes in between: there may be none", ways.ConvertAll(way => way.Changes));
            return ways.TrueForAll(way => way.Changes == 0) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<WayHome> TakeBackAsync(LocalStack stack, LoadGenerator load, int number, CancellationToken cancel)
    {
        var (last, began, before) = (await stack.Cloud.LastCallAsync(), DateTimeOffset.UtcNow, (string?)(await stack.StatusAsync())?["desiredRevision"]);
        await stack.Desired.EditAsync($"release {number}", text => ShortRollouts.WithRun(DesiredStateRepository.WithImage(text, "bad-at-10-percent"), number));
        var status = await stack.StatusWhenAsync($"release {number} is taken back", status => (string?)status["desiredRevision"] != before && IsOver(status), Patience, cancel);
        var calls = (await stack.Cloud.CallsAsync(last)).Where(call => (string?)call["caller"] == ReconcilerProcess.AccessKey).ToList();
        var home = calls.Last(call => (string?)call["action"] == "ModifyRule");
        var decided = (DateTimeOffset)status["evidence"]!["samples"]!.AsArray()[^1]!["time"]!;
        var between = calls.Where(call => (DateTimeOffset)call["start"]! > decided && (long)call["seq"]! < (long)home["seq"]!).ToList();
        var failed = load.Sent.Where(sent => sent.At >= began && sent.Failed).Select(sent => sent.At).ToList();
        return new WayHome(
            ((DateTimeOffset)home["start"]! - decided).TotalMilliseconds, ((DateTimeOffset)home["end"]! - failed.DefaultIfEmpty(decided).Min()).TotalMilliseconds, failed.Count,
            between.Count(call => !(bool)call["mutating"]!), between.Count(call => (bool)call["mutating"]!));
    }

    /// <summary>And at rest, so that the next release does not begin in the middle of this one.</summary>
    private static bool IsOver(JsonNode status) => (string?)status["phase"] == "RolledBack" && (string?)status["outcome"] == "RolledBack" && status["evidence"] is not null && status["candidate"] is null;

    /// <param name="FromSample">Milliseconds.</param>
    /// <param name="FromFirstError">Milliseconds.</param>
    /// <param name="Failed">Answers that clients saw fail.</param>
    private sealed record WayHome(double FromSample, double FromFirstError, double Failed, double Reads, double Changes);
}
