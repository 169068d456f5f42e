using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;
using Publican.Plans;

namespace Publican.Faults.Estate;

/// <summary>Freezes in a region whose clock begins at the midnight of a new year.</summary>
public sealed class FreezeTests
{
    private static readonly DateTimeOffset Begins = new(2026, 1, 1, 0, 2, 0, TimeSpan.Zero), Ends = Begins + TimeSpan.FromMinutes(2);

    [Fact]
    public void Nothing_is_begun_in_a_freeze_and_all_of_it_when_it_ends() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Frozen(), Rehearsal.Web("web:good.1"));
        await run.UntilAsync("released", () => IsReleased(run, "1"));
        await run.UntilAsync("the freeze has begun", () => stage.Now >= Begins);
        var before = run.Calls.Count();
        run.Commit(Frozen(), Rehearsal.Web("web:good.2"));
        await run.UntilAsync("it is held", () => run.Status is { Phase: "Held", Frozen: { By: "soon", Until: var until } } && until == Ends);
        await run.UntilAsync("the freeze has ended", () => stage.Now >= Ends);
        Assert.DoesNotContain(run.Calls.Skip(before), call => call.Mutating);

        var ended = stage.Now;
        await run.UntilAsync("the first call", () => run.Calls.Skip(before).Any(call => call.Mutating));
        Assert.True(stage.Now - ended < TimeSpan.FromSeconds(2), $"begun {stage.Now - ended} after the end");
        await run.UntilAsync("released", () => IsReleased(run, "2"));
    });

    [Fact]
    public void What_a_freeze_holds_is_planned_for_its_end() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Frozen(), Rehearsal.Web("web:good.1"));
        await run.UntilAsync("released", () => IsReleased(run, "1"));
        await run.UntilAsync("the freeze has begun", () => stage.Now >= Begins);

        var plan = await run.PlanAsync(Frozen(), Rehearsal.Web("web:good.2"));
        Assert.Contains("  frozen by soon until 2026-01-01T00:04:00Z\n", new PlanText(coloured: false).Of(plan), StringComparison.Ordinal);
        Assert.Contains("\"until\": \"2026-01-01T00:04:00Z\"", PlanJson.Of(plan), StringComparison.Ordinal);
        var service = Assert.Single(plan.Services);
        Assert.Equal("Steady", service.End.Phase.ToString());
        Assert.All(service.Steps, step => Assert.True(step.After >= Ends - Begins - TimeSpan.FromSeconds(10), $"{step.Action} after {step.After}"));

        var always = await run.PlanAsync(Rehearsal.EnvironmentWith("freezes: [{name: always, cron: \"* * * * *\", timezone: UTC, for: 1h}]"), Rehearsal.Web("web:good.2"));
        Assert.True(always.IsStuck);
        Assert.Contains("Held: frozen by always, without an end in sight", new PlanText(coloured: false).Of(always), StringComparison.Ordinal);
    });

    [Fact]
    public void A_rollout_under_way_goes_on_or_keeps_its_weight_as_the_window_says() => Rehearsal.Play(async stage =>
    {
        foreach (var (overrun, image) in new[] { (true, "2"), (false, "3") })
        {
            var (begins, ends) = overrun ? (Begins, Ends) : (Begins + TimeSpan.FromMinutes(4), Ends + TimeSpan.FromMinutes(4));
            var environment = Frozen(overrun);
            using var run = new Rehearsal(stage, Fault.None, environment, Web(overrun ? "good.1" : "good.2"));
            await run.UntilAsync("released", () => IsReleased(run, overrun ? "1" : "2"));
            await run.UntilAsync("shortly before the freeze", () => stage.Now >= begins - TimeSpan.FromSeconds(20));
            run.Commit(environment, Web($"good.{image}"));
            await run.UntilAsync("10% have it", () => stage.Look().Weight == 10);
            Assert.True(stage.Now < begins, $"too late: {stage.Now}");
            await run.UntilAsync("the freeze is about to end", () => stage.Now >= ends - TimeSpan.FromSeconds(5));
            Assert.Equal(overrun ? (0, true) : (10, false), (stage.Look().Weight, IsReleased(run, image)));
            await run.UntilAsync("released", () => IsReleased(run, image));
        }
    });

    [Fact]
    public void A_commit_back_to_what_is_stable_brings_traffic_home_in_a_freeze() => Rehearsal.Play(async stage =>
    {
        var environment = Frozen(overrun: false);
        using var run = new Rehearsal(stage, Fault.None, environment, Web("good.1"));
        await run.UntilAsync("released", () => IsReleased(run, "1"));
        await run.UntilAsync("shortly before the freeze", () => stage.Now >= Begins - TimeSpan.FromSeconds(20));
        run.Commit(environment, Web("good.2"));
        await run.UntilAsync("it is held at 10%", () => run.Status is { Phase: "Step", Frozen.By: "soon" });
        run.Commit(environment, Web("good.1"));
        await run.UntilAsync("all traffic is home", () => stage.Look() is { Weight: 0, Record.Attempt: null } && run.Status is { Phase: "Steady" or "Retain" or "Retire" });
        Assert.True(stage.Now < Ends, $"it waited for the end: {stage.Now}");
    });

    private static bool IsReleased(Rehearsal run, string version) =>
        run.Status is { Outcome: "Released", Stable.Image: { } image } && image.EndsWith($".{version}", StringComparison.Ordinal) && run.Status.Phase == "Steady";

    private static string Web(string image) => Rehearsal.Web($"web:{image}").Replace("hold: 3s", "hold: 30s", StringComparison.Ordinal);

    private static string Frozen(bool overrun = true) => Rehearsal.EnvironmentWith(
        $"freezes: [{{name: soon, cron: \"{(overrun ? "2" : "2,6")} 0 1 1 *\", timezone: UTC, for: 2m, overrun: {(overrun ? "true" : "false")}}}]");
}
