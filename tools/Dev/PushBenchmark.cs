using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Publican.Stack;

namespace Publican.Dev;

/// <summary>
/// <c>./dev bench push</c>: from the moment a Git host has a push to the first AWS call that it brings about. Nothing else may call AWS meanwhile:
/// sweeps come every ten minutes and timed polls once an hour, and each push waits for the one before to have come to rest.
/// </summary>
internal static partial class PushBenchmark
{
    private const int Pushes = 100, Releases = 15;
    private const string Secret = "only-for-this-benchmark";
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(500), Patience = TimeSpan.FromSeconds(60), Quiet = TimeSpan.FromMilliseconds(1500);

    public static async Task<int> RunAsync()
    {
        using var stop = new StopSignal();
        var folder = Directory.CreateTempSubdirectory("publican-bench-").FullName;
        try
        {
            var settings = new Dictionary<string, string?> { ["PUBLICAN_WEBHOOK_SECRET"] = Secret, ["PUBLICAN_POLL"] = "3600" };
            await using var stack = await LocalStack.StartAsync(new StackOptions(folder, Edit: EditAsync, Settings: settings));
            using var host = new GitHost(stack.Reconciler.Status, Secret);
            await stack.StatusWhenAsync("the first release is over", status => (string?)status["phase"] == "Steady", TimeSpan.FromSeconds(90));
            Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {DateTime.Now:yyyy-MM-dd}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");

            // A route's priority applies live: one call, and rest again. The first ones compile what the others use.
            var live = await RepeatAsync(stack, host, Pushes + 3, Priority, "SetRulePriorities", stop.Token);
            var release = await RepeatAsync(stack, host, Releases, ShortRollouts.WithRun, "RegisterTaskDefinition", stop.Token);
            Console.WriteLine($"\n| ms after the push was accepted{Figures.Heads}");
            Figures.Row("the webhook is answered", live[3..].ConvertAll(push => push.Answered));
            Figures.Row("the commit is in force", live[3..].ConvertAll(push => push.InForce));
            Figures.Row("**the first AWS call**", live[3..].ConvertAll(push => push.FirstCall));
            Figures.Row("the first call that changes something: SetRulePriorities", live[3..].ConvertAll(push => push.FirstChange));
            Figures.Row($"the same for a new revision ({Releases} releases): first call", release.ConvertAll(push => push.FirstCall));
            Figures.Row("RegisterTaskDefinition, after the pre-flight", release.ConvertAll(push => push.FirstChange));
            var p99 = Figures.Percentile(live[3..].ConvertAll(push => push.FirstCall), 0.99);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{Pushes} pushes; the p99 of the first AWS call is {p99:0} ms, {Target.TotalMilliseconds:0} are allowed"));
            return p99 < Target.TotalMilliseconds ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Priority(string text, int number) => PriorityPattern().Replace(text, $"priority: {200 + (number % 2)}");

    private static async Task EditAsync(DesiredStateRepository desired)
    {
        await ShortRollouts.EditAsync(desired);
        await File.WriteAllTextAsync(desired.EnvironmentFile, (await File.ReadAllTextAsync(desired.EnvironmentFile)).Replace("sweep: 2s", "sweep: 10m", StringComparison.Ordinal));
    }

    private static async Task<List<Push>> RepeatAsync(LocalStack stack, GitHost host, int times, Func<string, int, string> edit, string change, CancellationToken cancel)
    {
        var (pushes, last) = (new List<Push>(), 0L);
        for (var number = 1; number <= times; number++)
        {
            last = await UntilAtRestAsync(stack, last, cancel);
            await stack.Desired.EditAsync($"push {number}", text => edit(text, number));
            var accepted = DateTimeOffset.UtcNow;
            await host.AnnounceAsync("main", stack.Desired.Head);
            var answered = DateTimeOffset.UtcNow;
            List<JsonNode> calls = [];
            await Wait.UntilAsync($"push {number} brings about {change}", async () => (calls = await CallsAsync(stack, last)).Any(call => IsOf(call, change)), Patience, stack.Describe, cancel);
            pushes.Add(new Push(
                (answered - accepted).TotalMilliseconds, InForce(stack, accepted), Since(calls.MinBy(Start)!, accepted), Since(calls.First(call => IsOf(call, change)), accepted)));
        }

        return pushes;
    }

    /// <summary>Steady, and no call for a while: what comes next comes from the next push.</summary>
    /// <returns>Sequence number of the newest call.</returns>
    private static async Task<long> UntilAtRestAsync(LocalStack stack, long last, CancellationToken cancel)
    {
        var quietSince = DateTimeOffset.UtcNow;
        await Wait.UntilAsync("the push before is at rest", IsAtRestAsync, Patience, stack.Describe, cancel);
        return last;

        async Task<bool> IsAtRestAsync()
        {
            if (await stack.Cloud.CallsAsync(last) is [.., var newest])
                (last, quietSince) = ((long)newest["seq"]!, DateTimeOffset.UtcNow);
            return DateTimeOffset.UtcNow - quietSince > Quiet && (string?)(await stack.StatusAsync())?["phase"] == "Steady";
        }
    }

    private static async Task<List<JsonNode>> CallsAsync(LocalStack stack, long after) =>
        [.. (await stack.Cloud.CallsAsync(after)).Where(call => (string?)call["caller"] == ReconcilerProcess.AccessKey)];

    private static bool IsOf(JsonNode call, string action) => (string?)call["action"] == action;

    private static DateTimeOffset Start(JsonNode call) => (DateTimeOffset)call["start"]!;

    private static double Since(JsonNode call, DateTimeOffset accepted) => (Start(call) - accepted).TotalMilliseconds;

    /// <summary>As the reconciler's log has it, whose times are of today.</summary>
    private static double InForce(LocalStack stack, DateTimeOffset accepted)
    {
        var line = stack.Reconciler.Output.Split('\n').Last(line => line.Contains($"Desired state {stack.Desired.Head} is in force", StringComparison.Ordinal));
        var time = TimeOnly.ParseExact(line[..12], "HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return (time - TimeOnly.FromDateTime(accepted.LocalDateTime)).TotalMilliseconds;
    }

    [GeneratedRegex(@"priority: \d+")]
    private static partial Regex PriorityPattern();

    /// <summary>Milliseconds after the push was accepted.</summary>
    private sealed record Push(double Answered, double InForce, double FirstCall, double FirstChange);
}
