using System.Collections.Concurrent;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Xunit.Sdk;

namespace Publican.Faults.Rolling;

/// <summary>Strategy rolling against a region: the scheduler, its breaker and its roll-back are LocalCloud's.</summary>
public sealed class WorkerTests(ITestOutputHelper output)
{
    [Fact]
    public void A_worker_that_crashes_is_taken_back_and_the_old_one_runs_on() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        Assert.Equal(("web", "web:good.1", 2), Runs(stage));

        run.Commit(Rehearsal.Worker("web:crash.2"));
        await run.UntilAsync("RolledBack", "RolledBack");
        await run.UntilAsync("the old one runs", () => Runs(stage) == ("web", "web:good.1", 2));
        Assert.Equal("crashed", Assert.Single(run.Status!.Quarantined).Code);
        Assert.Equal(1, run.Status.Evidence?.ExitCode);
        Assert.Equal("False", run.Status.Conditions.Single(condition => condition.Type == "Ready").Status);

        run.Commit(Rehearsal.Worker("web:good.3"));
        await run.UntilAsync("Steady", "Released");
        Assert.Equal(("web", "web:good.3", 2), Runs(stage));
    });

    [Fact]
    public void A_worker_that_crashes_once_it_runs_never_passes_its_bake() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        run.Commit(Rehearsal.Worker("web:crash-late.2", "bake: 10s, timeout: 20s"));
        await run.UntilAsync("RolledBack", "RolledBack");
        await run.UntilAsync("the old one runs", () => Runs(stage) == ("web", "web:good.1", 2));
        Assert.Equal("crashed", Assert.Single(run.Status!.Quarantined).Code);
    });

    [Fact]
    public void A_first_worker_that_crashes_leaves_nothing_running() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:crash.1"));
        await run.UntilAsync("NoStable", "RolledBack");
        Assert.Equal(0, Runs(stage).Running);
        run.Commit(Rehearsal.Worker("web:good.2"));
        await run.UntilAsync("Steady", "Released");
    });

    [Fact]
    public void What_ecs_goes_back_to_is_replaced_by_what_passed_its_bake() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        run.Commit(Rehearsal.Worker("web:good.2", "bake: 1h"));
        await run.UntilAsync("Bake");
        run.Commit(Rehearsal.Worker("web:crash.3"));
        await run.UntilAsync("RolledBack", "RolledBack");
        await run.UntilAsync("the old one runs", () => Runs(stage) == ("web", "web:good.1", 2));
    });

    [Theory]
    [InlineData("web:good.2", "Steady", "Released", "web:good.2")]
    [InlineData("web:crash.2", "RolledBack", "RolledBack", "web:good.1")]
    public void Killed_after_any_changing_call_it_converges(string image, string phase, string outcome, string runs) =>
        Try(new Story(image, phase, outcome, runs), calls => Fault.All(calls).Where(fault => calls[fault.Call - 1].Call.Mutating
            && fault.Kind is FaultKind.Killed or FaultKind.KilledThenStale or FaultKind.LostAnswer));

    [Theory(Explicit = true)]
    [InlineData("web:good.2", "Steady", "Released", "web:good.2")]
    [InlineData("web:crash.2", "RolledBack", "RolledBack", "web:good.1")]
    public void A_worker_converges_whatever_happens_to_any_call_in_an_estate(string image, string phase, string outcome, string runs) =>
        Try(new Story(image, phase, outcome, runs), Fault.All);

    private void Try(Story story, Func<IReadOnlyList<Numbered>, IEnumerable<Fault>> choose)
    {
        var calls = Play(story, Fault.None);
        var faults = choose(calls).ToList();
        Assert.True(faults.Count(fault => calls[fault.Call - 1].Call.Mutating) >= 12, "there were changing calls to be hit");
        var wrong = new ConcurrentBag<string>();
        Matrix.SideBySide(faults, fault =>
        {
            try
            {
                Play(story, fault);
            }
            catch (XunitException error)
            {
                wrong.Add($"{fault} ({calls[fault.Call - 1].Call.Title}): {error.Message}");
            }
        }, () => false);
        output.WriteLine($"a worker, {story.Image}: {calls.Count} calls, {faults.Count} runs, {wrong.Count} wrong");
        Assert.True(wrong.IsEmpty, string.Join("\n", wrong));
    }

    private static IReadOnlyList<Numbered> Play(Story story, Fault fault)
    {
        IReadOnlyList<Numbered> calls = [];
        Rehearsal.Play(async stage =>
        {
            using (var before = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:good.1")))
                await before.UntilAsync("Steady", "Released");
            using var run = new Rehearsal(stage, fault, Rehearsal.Worker(story.Image));
            await run.UntilAsync(story.Phase, story.Outcome);
            await run.UntilAsync("it runs", () => Runs(stage) == ("web", story.Runs, 2));
            calls = run.Numbered;

            // AWS has no token for this call: carried out twice, it has two effects (I18).
            Assert.True(Registered(stage, story.Image) == 1 || fault.Kind == FaultKind.Duplicated, "it was registered again");
            Assert.True(run.Calls.Count(call => call.Action == "UpdateService") <= 4, "more deployments than tries and ways back");
        });
        return calls;
    }

    private static int Registered(Stage stage, string image)
    {
        lock (stage.Ecs.Gate)
            return stage.Ecs.Families.Values.SelectMany(family => family).Count(definition => stage.ImageOf(definition) == image);
    }

    [Fact]
    public void A_changed_port_is_released_like_any_other_change() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Web("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        run.Commit(Rehearsal.Web("web:good.2"));
        await run.UntilAsync("Step");

        // In mid-rollout: traffic home, and then the same colour with another port.
        run.Commit(Rehearsal.Web("web:good.2", port: 9090));
        await run.UntilAsync("Steady", "Released");
        lock (stage.Ecs.Gate)
            Assert.Equal([8080, 9090], stage.Ecs.Services.Values.SelectMany(service => service.Primary.LoadBalancers).Select(balancer => balancer.ContainerPort ?? 0).Order());
        Assert.Equal(0, stage.Look().Weight);
    });

    [Fact]
    public void A_strategy_changed_in_mid_rollout_brings_traffic_home_and_touches_nothing_else() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Web("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        run.Commit(Rehearsal.Web("web:good.2"));
        await run.UntilAsync("Step");
        var before = run.Calls.Count();
        run.Commit(Rehearsal.Worker("web:good.3"));
        await run.UntilAsync("StrategyChanged", () => run.Status is { Phase: "Contested" } status && status.Events[0].Reason == "StrategyChanged" && stage.Look().Weight == 0);
        Assert.Equal(["ModifyRule", "TagResource"], run.Calls.Skip(before).Where(call => call.Mutating).Select(call => call.Action));
        Assert.Contains("web-blue and web-green", run.Status!.Events[0].Message, StringComparison.Ordinal);

        // Back again, everything goes on from where it was.
        run.Commit(Rehearsal.Web("web:good.2"));
        await run.UntilAsync("Steady", "Released");
    });

    [Fact]
    public void A_worker_that_is_to_have_a_route_is_refused_until_it_is_deleted() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Worker("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        var before = run.Calls.Count();
        run.Commit(Rehearsal.Web("web:good.2"));
        await run.UntilAsync("StrategyChanged", () => run.Status is { Phase: "Contested" } status && status.Events[0].Reason == "StrategyChanged");
        Assert.DoesNotContain(run.Calls.Skip(before), call => call.Mutating);

        await stage.Hands.Ecs.DeleteServiceAsync(new Amazon.ECS.Model.DeleteServiceRequest { Cluster = Publican.Stack.Hands.Cluster, Service = "web", Force = true });
        await run.UntilAsync("Steady", "Released");
    });

    /// <summary>The one service that runs something: its name, its image and how many tasks.</summary>
    private static (string Name, string Image, int Running) Runs(Stage stage)
    {
        lock (stage.Ecs.Gate)
        {
            var service = Assert.Single(stage.Ecs.Services.Values);
            return (service.Key.Name, stage.ImageOf(service.Primary.TaskDefinition), stage.Ecs.TasksOf(service.Key).Count(task => task.IsRunning));
        }
    }

    /// <param name="Runs">The image that runs in the end.</param>
    private sealed record Story(string Image, string Phase, string Outcome, string Runs);
}
