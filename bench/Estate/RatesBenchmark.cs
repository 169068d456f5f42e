using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>
/// <c>./dev bench rates</c>: one commit changes every service, in a region that refuses what comes faster than AWS takes it. What <c>publican plan</c> says of the
/// time beside what it takes, and what was refused.
/// </summary>
internal static class RatesBenchmark
{
    private const string Register = "RegisterTaskDefinition";

    /// <summary>Of the bucket for task definitions: what may come at once, and what goes on a second.</summary>
    private const int Burst = 20, ASecond = 1;

    public static async Task<int> RunAsync(int services)
    {
        await using var estate = await Estate.OpenAsync(services, keepsRates: true);
        await estate.StartAsync("10s");
        Console.WriteLine($"{Estate.Machine}; {services} services on {estate.Balancers} load balancers, AWS's rates on both sides");
        await ReleaseAsync(estate, services, 1);

        // The buckets are full again.
        await Task.Delay(TimeSpan.FromSeconds(40));
        var planned = await PlanAsync(await estate.DraftAsync(2), estate.Endpoint);
        var last = (long)(await estate.CallsAsync())[^1]["seq"]!;
        var lasted = await ReleaseAsync(estate, services, 2);
        var calls = await estate.CallsAsync(last);
        var registered = calls.Where(call => (string?)call["action"] == Register && (string?)call["outcome"] == "ok").Select(call => DateTimeOffset.Parse((string)call["start"]!, CultureInfo.InvariantCulture)).Order().ToList();
        var refused = calls.Where(call => ((string)call["outcome"]!).StartsWith("Throttling", StringComparison.Ordinal)).CountBy(call => (string)call["action"]!).ToDictionary();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            | {services} services changed by one commit | |
            | --- | ---: |
            | publican plan: AWS's rates alone take | {(planned is null ? "nothing" : $"{planned["takesSeconds"]} s, for {planned["call"]} at {planned["perSecond"]} a second")} |
            | until all are released | {lasted.TotalSeconds:0} s |
            | {Register} | {registered.Count} in {(registered[^1] - registered[0]).TotalSeconds:0} s; more than the bucket has, ever: {Excess(registered):0.0} |
            | AWS calls | {calls.Count} |
            | refused by the region | {refused.Values.Sum()} ({string.Join(", ", refused.Select(pair => $"{pair.Key} {pair.Value}"))}) |
            """));
        return registered.Count == services && lasted.TotalSeconds >= ((double?)planned?["takesSeconds"] ?? 0) ? 0 : 1;
    }

    /// <summary>How far the calls of any stretch of time went beyond burst and rate; nothing where the bucket was respected.</summary>
    private static double Excess(List<DateTimeOffset> times) => times.Index()
        .SelectMany(first => times.Index().Skip(first.Index).Select(second => second.Index - first.Index + 1 - Burst - (ASecond * (second.Item - first.Item).TotalSeconds)))
        .Append(0).Max();

    private static async Task<TimeSpan> ReleaseAsync(Estate estate, int services, int version)
    {
        var began = Stopwatch.GetTimestamp();
        await estate.CommitAsync(version);
        await Wait.UntilAsync($"all {services} run version {version}", async () => await estate.ReleasedAsync(version) == services, TimeSpan.FromMinutes(60), () => estate.Reconciler.Output);
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<JsonNode?> PlanAsync(string folder, Uri endpoint)
    {
        var start = new ProcessStartInfo(Repository.Program("Reconciler", "publican"), ["plan", folder, "--out", "json"]) { RedirectStandardOutput = true };
        (start.Environment["AWS_ENDPOINT_URL"], start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"]) = (endpoint.ToString(), "planner", "local");
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonNode.Parse(text)!["rates"];
    }
}
