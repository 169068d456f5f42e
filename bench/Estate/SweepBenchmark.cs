using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Stack;
using Task = System.Threading.Tasks.Task;

namespace Publican.Bench;

/// <summary>
/// <c>./dev bench sweep</c>: what a look at many services at rest costs, both colours of each made, beside a reader that asks service by service. The floor is what AWS's
/// page sizes force: ten services a DescribeServices, one DescribeRules a listener (400 rules a page), twenty rules a DescribeTags.
/// </summary>
internal static class SweepBenchmark
{
    private const int Sweeps = 3;
    private const double Allowed = 1.05, MostMegabytes = 250;

    /// <summary>From this size on the ratio is judged: of a few services, one call more than the floor is a quarter of it.</summary>
    private const int Judged = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5), Sweep = TimeSpan.FromSeconds(30), Quiet = TimeSpan.FromSeconds(65);

    public static async Task<int> RunAsync(int[] sizes)
    {
        Console.WriteLine($"{Estate.Machine}; {Sweeps} sweeps of {Sweep.TotalSeconds:0} s each");
        Console.WriteLine("\n| services | calls a sweep | floor | ratio | DescribeServices | DescribeRules | DescribeTags | others | time of a sweep | CPU | RSS, most | service by service: calls a service | time |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        var good = true;
        foreach (var services in sizes)
            good &= await MeasureAsync(services);
        return good ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(int services)
    {
        await using var estate = await Estate.OpenAsync(services);
        await estate.StartAsync("30s");
        foreach (var version in new[] { 1, 2 })
        {
            await estate.CommitAsync(version);
            await Wait.UntilAsync($"all {services} run version {version}", async () => await estate.ReleasedAsync(version) == services, TimeSpan.FromMinutes(15), () => estate.Reconciler.Output);
        }

        // What follows a release is over: verdicts are noted, old revisions looked for.
        await Task.Delay(Quiet);
        var (last, cpu) = ((long)(await estate.CallsAsync())[^1]["seq"]!, estate.CpuSeconds);
        await Task.Delay(Sweeps * Sweep);
        cpu = (estate.CpuSeconds - cpu) / Sweeps;
        var made = await estate.CallsAsync(last);
        var calls = made.CountBy(call => (string)call["action"]!).ToDictionary(pair => pair.Key, pair => (double)pair.Value / Sweeps);
        var (reads, rules, tags) = (calls.GetValueOrDefault("DescribeServices"), calls.GetValueOrDefault("DescribeRules"), calls.GetValueOrDefault("DescribeTags"));
        var floor = Pages(2 * services, 10) + (estate.Balancers * Pages(services / estate.Balancers, 400)) + Pages(services, 20);
        var (asked, time) = await OneByOneAsync(estate, services);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {services} | {reads + rules + tags:0.0} | {floor} | {(reads + rules + tags) / floor:0.00} | {reads:0.0} | {rules:0.0} | {tags:0.0} | {calls.Values.Sum() - reads - rules - tags:0.0} | {TimeOf(made).TotalSeconds:0.0} s | {cpu:0.00} s | {estate.MostMegabytes:0} MB | {(double)asked / services:0} | {time.TotalSeconds:0.0} s |"));
        return (services < Judged || reads + rules + tags <= Allowed * floor) && estate.MostMegabytes < MostMegabytes;
    }

    /// <summary>From the first call of a look to the end of its last, on average.</summary>
    private static TimeSpan TimeOf(IEnumerable<JsonNode> calls)
    {
        var looks = new List<(DateTimeOffset From, DateTimeOffset To)>();
        foreach (var (start, end) in calls.Select(call => (Start: At(call["start"]), End: At(call["end"]))).OrderBy(call => call.Start))
        {
            if (looks is [.., var last] && start - last.To < Pause)
                looks[^1] = (last.From, end > last.To ? end : last.To);
            else
                looks.Add((start, end));
        }

        return looks.Count == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(looks.Average(look => (look.To - look.From).TotalSeconds));

        static DateTimeOffset At(JsonNode? time) => DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);
    }

    /// <summary>The same facts, asked for each service alone: its two ECS services, the rules of its listener, the tags of its rule.</summary>
    private static async Task<(int Calls, TimeSpan Time)> OneByOneAsync(Estate estate, int services)
    {
        var (calls, began) = (0, Stopwatch.GetTimestamp());
        for (var number = 0; number < services; number++)
        {
            var found = await estate.Hands.Ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = Hands.Cluster, Services = [$"app-{number}-blue", $"app-{number}-green"], Include = ["TAGS"] });
            var group = found.Services.First(service => service.DesiredCount > 0).LoadBalancers[0].TargetGroupArn;
            var balancer = (await estate.Hands.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { TargetGroupArns = [group] })).TargetGroups[0].LoadBalancerArns[0];
            var listener = (await estate.Hands.LoadBalancing.DescribeListenersAsync(new DescribeListenersRequest { LoadBalancerArn = balancer })).Listeners[0].ListenerArn;
            var rule = (await estate.Hands.LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { ListenerArn = listener })).Rules
                .First(rule => rule.Actions.Any(action => action.ForwardConfig?.TargetGroups?.Any(tuple => tuple.TargetGroupArn == group) == true));
            await estate.Hands.LoadBalancing.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [rule.RuleArn] });
            calls += 5;
        }

        return (calls, Stopwatch.GetElapsedTime(began));
    }

    private static int Pages(int count, int page) => (count + page - 1) / page;
}
