using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Routes;
using Publican.Faults.Runs;

namespace Publican.Faults.Estate;

/// <summary>What many services cost in AWS calls, shown with a few: at rest, and when one of them changes.</summary>
public sealed class ManyServicesTests
{
    private const int Apps = 12;

    [Fact]
    public void A_sweep_makes_no_more_calls_than_AWS_needs() => Rehearsal.Play(async stage =>
    {
        await Listeners.AddAsync(stage, "inside", 8081);
        using var run = new Rehearsal(stage, Fault.None, [.. Enumerable.Range(0, Apps).Select(app => Web(app, "good.1"))]);
        await ReleaseAsync(run, stage);

        // Tags are kept for 30 s, three sweeps here.
        var before = run.Calls.Count();
        var until = stage.Now + TimeSpan.FromSeconds(30);
        await run.UntilAsync("three sweeps", () => stage.Now >= until);
        var calls = run.Calls.Skip(before).Where(call => !IsOfAGroup(call)).CountBy(call => call.Action).ToDictionary();
        Assert.Equal(3 * Ceiling(2 * Apps, 10), calls["DescribeServices"]);
        Assert.Equal(3 * 2, calls["DescribeRules"]);
        Assert.InRange(calls["DescribeTags"], 1, 3 * Ceiling(Apps, 20));
        Assert.Equal(["DescribeRules", "DescribeServices", "DescribeTags", "GetParameters", "GetParametersByPath"], calls.Keys.Union(["GetParameters"]).Order());

        // Settings of target groups are compared every ten sweeps, at another moment for each: three calls for about three in ten services.
        Assert.InRange(run.Calls.Skip(before).Count(IsOfAGroup), 1, 3 * Apps / 2);
    });

    [Fact]
    public void A_change_to_one_service_costs_calls_for_that_one_only() => Rehearsal.Play(async stage =>
    {
        await Listeners.AddAsync(stage, "inside", 8081);
        var rare = Rehearsal.EnvironmentWith("rolloutsAtOnce: 100").Replace("sweep: 10s", "sweep: 1h", StringComparison.Ordinal);
        string[] Files(string image) => [rare, .. Enumerable.Range(0, Apps).Select(app => Web(app, app == 3 ? image : "good.1"))];
        using var run = new Rehearsal(stage, Fault.None, Files("good.1"));
        await ReleaseAsync(run, stage);

        var before = run.Calls.Count();
        run.Commit(Files("good.2"));
        await run.UntilAsync("it is released", () => run.StatusOf(Name(3)) is { Phase: "Steady", Outcome: "Released", Stable.Image: { } image } && image.EndsWith(".2", StringComparison.Ordinal));
        var calls = run.Calls.Skip(before).ToList();
        Assert.All(calls, call => Assert.DoesNotContain(Enumerable.Range(0, Apps).Where(app => app != 3), app => call.Text.Contains($"{Name(app)}-", StringComparison.Ordinal)));
        var elsewhere = stage.Balancers.Current.Listeners.Values.Single(listener => listener.Port == 8080).Arn;
        Assert.DoesNotContain(calls, call => call.Action == "DescribeRules" && call.Text.Contains(Uri.EscapeDataString(elsewhere), StringComparison.Ordinal));
    });

    [Fact]
    public void A_service_that_fails_again_and_again_delays_no_other() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Web(0, "never-healthy.1").Replace("timeout: 20s", "timeout: 200s", StringComparison.Ordinal), Web(1, "good.1").Replace("inside", "public", StringComparison.Ordinal));
        var began = stage.Now;
        await run.UntilAsync("the other one is released", () => run.StatusOf(Name(1)) is { Phase: "Steady", Outcome: "Released" });
        Assert.True(stage.Now - began < TimeSpan.FromSeconds(40), $"it took {stage.Now - began}");
        Assert.Equal("Bootstrap", run.StatusOf(Name(0))!.Phase);
    });

    /// <summary>Read together, hundreds would be too old for the last of them to act on.</summary>
    [Fact]
    public void Many_new_services_are_looked_at_in_portions_and_all_arrive() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, [.. Enumerable.Range(0, 60).Select(Worker)]);
        var (seen, most) = (0, 0);
        run.Looked = () =>
        {
            var asked = run.Calls.Skip(seen).Where(call => call.Action == "DescribeServices").Select(call => call.Text).ToList();
            var names = Enumerable.Range(0, 60).Select(number => $"worker{number}")
                .Count(name => run.StatusOf(name)?.Outcome != "Released" && asked.Any(text => text.Contains($"\"{name}\"", StringComparison.Ordinal)));
            (seen, most) = (run.Calls.Count(), Math.Max(most, names));
        };
        await run.UntilAsync("all are released", () => Enumerable.Range(0, 60).All(number => run.StatusOf($"worker{number}") is { Outcome: "Released" }));
        Assert.InRange(most, 20, 40);
    });

    /// <summary>Until nothing was changed for a while: verdicts are noted, and what rests is looked at with the others.</summary>
    private static async Task ReleaseAsync(Rehearsal run, Stage stage)
    {
        await run.UntilAsync("all are released", () => Enumerable.Range(0, Apps).All(app => run.StatusOf(Name(app)) is { Phase: "Steady", Outcome: "Released", Stable.Healthy: 2 }));
        var (changes, since) = (0, stage.Now);
        await run.UntilAsync("all rest", () =>
        {
            if (run.Calls.Count(call => call.Mutating) is var count && count != changes)
                (changes, since) = (count, stage.Now);
            return stage.Now - since >= TimeSpan.FromSeconds(25);
        });
    }

    private static bool IsOfAGroup(Call call) =>
        call.Action is "DescribeTargetGroups" or "DescribeTargetGroupAttributes" || (call.Action == "DescribeTags" && call.Text.Contains("targetgroup", StringComparison.Ordinal));

    private static int Ceiling(int count, int batch) => (count + batch - 1) / batch;

    private static string Name(int app) => $"app{(char)('a' + app)}";

    private static string Worker(int number) => Rehearsal.Worker($"worker{number}:good.1").Replace("name: web", $"name: worker{number}", StringComparison.Ordinal);

    private static string Web(int app, string image) => Rehearsal.Web(
        $"{Name(app)}:{image}", name: Name(app), routes: $"route: {{listener: {(app % 2 == 0 ? "public" : "inside")}, path: \"/{Name(app)}/*\", priority: {app + 1}}}");
}
