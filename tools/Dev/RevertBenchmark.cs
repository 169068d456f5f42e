using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Publican.Dev.Load;
using Publican.Stack;

namespace Publican.Dev;

/// <summary>
/// <c>./dev bench revert</c>: from the sample by which a check fails to the call that brings all traffic home (L3 of the contract), and from the first answer
/// that a client saw fail to the moment its weight is gone. Releases that are bad under traffic only, under load, each of them a new revision.
/// </summary>
internal static partial class RevertBenchmark
{
    private const int Releases = 50, PerSecond = 100, Seed = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync()
    {
        using var stop = new StopSignal();
        var folder = Directory.CreateTempSubdirectory("publican-bench-").FullName;
        try
        {
            await using var stack = await LocalStack.StartAsync(new StackOptions(folder, Edit: EditAsync));
            await stack.StatusWhenAsync("the first release is over", status => (string?)status["phase"] == "Steady", TimeSpan.FromSeconds(90));
            Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {DateTime.Now:yyyy-MM-dd}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
            await using var load = new LoadGenerator(stack.Beers, PerSecond, Seed);
            var ways = new List<WayHome>();

            // The first one compiles what the others use.
            for (var number = 0; number <= Releases && !stop.Token.IsCancellationRequested; number++)
                ways.Add(await TakeBackAsync(stack, load, number));
            ways.RemoveAt(0);
            Console.WriteLine($"\n| ms, of {ways.Count} releases taken back{Figures.Heads}");
            Figures.Row("from the sample that decides to the call that brings all traffic home", ways.ConvertAll(way => way.FromSample));
            Figures.Row("from the first answer that fails to the end of that call", ways.ConvertAll(way => way.FromFirstError));
            Figures.Row("answers that failed, each release", ways.ConvertAll(way => way.Failed));
            return ways.TrueForAll(way => way.Between == 0) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<WayHome> TakeBackAsync(LocalStack stack, LoadGenerator load, int number)
    {
        var (last, began, before) = (await stack.Cloud.LastCallAsync(), DateTimeOffset.UtcNow, (string?)(await stack.StatusAsync())?["desiredRevision"]);
        await stack.Desired.EditAsync($"release {number}", text => RunPattern().Replace(DesiredStateRepository.WithImage(text, "bad-at-10-percent"), $"RUN: \"{number}\""));
        var status = await stack.StatusWhenAsync($"release {number} is taken back", status => (string?)status["phase"] == "RolledBack" && (string?)status["outcome"] == "RolledBack"
            && (string?)status["desiredRevision"] != before && status["evidence"] is not null && status["candidate"] is null, Patience);
        var calls = (await stack.Cloud.CallsAsync(last)).Where(call => (string?)call["caller"] == ReconcilerProcess.AccessKey).ToList();
        var home = calls.Last(call => (string?)call["action"] == "ModifyRule");
        var decided = (DateTimeOffset)status["evidence"]!["samples"]!.AsArray()[^1]!["time"]!;
        var error = load.Sent.Where(sent => sent.At >= began && sent.Failed).Select(sent => sent.At).DefaultIfEmpty(decided).Min();
        return new WayHome(
            ((DateTimeOffset)home["start"]! - decided).TotalMilliseconds, ((DateTimeOffset)home["end"]! - error).TotalMilliseconds, load.Sent.Count(sent => sent.At >= began && sent.Failed),
            calls.Count(call => (DateTimeOffset)call["start"]! > decided && (long)call["seq"]! < (long)home["seq"]! && IsChange((string)call["action"]!)));
    }

    private static bool IsChange(string action) => !action.StartsWith("Describe", StringComparison.Ordinal) && !action.StartsWith("List", StringComparison.Ordinal) && !action.StartsWith("Get", StringComparison.Ordinal);

    private static async Task EditAsync(DesiredStateRepository desired)
    {
        var text = await File.ReadAllTextAsync(desired.BeerApi);
        await File.WriteAllTextAsync(desired.BeerApi, text.Replace("    LOG_LEVEL: info", "    LOG_LEVEL: info\n    RUN: \"first\"", StringComparison.Ordinal));
    }

    [GeneratedRegex("RUN: \"\\w+\"")]
    private static partial Regex RunPattern();

    /// <param name="FromSample">Milliseconds.</param>
    /// <param name="FromFirstError">Milliseconds.</param>
    /// <param name="Failed">Answers that clients saw fail.</param>
    /// <param name="Between">Calls that changed something between the sample and the way home: there may be none.</param>
    private sealed record WayHome(double FromSample, double FromFirstError, double Failed, int Between);
}
