using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>What is done, and when it is looked at again, while a freeze lasts. The table itself is in Cases/Held and RollingCases/Held.</summary>
public sealed class HeldTests
{
    private const string Why = "frozen by christmas until 2026-01-03T00:00:00Z; publican promote beer-api begins it all the same";

    private static readonly FreezeSpec Christmas = new("christmas", "0 0 24 12 *", "UTC", TimeSpan.FromDays(10), Overrun: true);

    /// <summary>Over in a second.</summary>
    private static readonly FreezeSpec Short = new("short", "0 3 * * *", "UTC", TimeSpan.FromSeconds(246), Overrun: true);

    private static readonly RollingScene Frozen = new() { Spec = RollingScene.Worker with { Freezes = [Christmas] } };

    [Fact]
    public void A_worker_at_rest_names_the_freeze_it_waits_for()
    {
        var decision = Frozen.Decide();
        Assert.Equal((Phase.Held, null, Why), (decision.Phase, decision.Action, decision.Reason));
        Assert.Equal(("christmas", TimeSpan.FromSeconds(2)), (decision.HeldBy?.By, decision.LookAgain));
    }

    [Fact]
    public void What_is_put_right_meanwhile_is_held_by_nothing()
    {
        var decision = (Frozen with { Runs = ("h1:old", 1, 1) }).Decide();
        Assert.Equal((Phase.Held, null, TimeSpan.Zero), (decision.Phase, decision.HeldBy, decision.LookAgain));
        Assert.Equal(2, Assert.IsType<PlannedAction.ScaleRollingService>(decision.Action).Count);
    }

    [Fact]
    public void It_is_looked_at_again_at_the_end_of_the_freeze_or_sooner_when_something_is_under_way()
    {
        var near = Frozen with { Spec = RollingScene.Worker with { Freezes = [Short] } };
        Assert.Equal(("short", TimeSpan.FromSeconds(1)), (near.Decide().HeldBy?.By, near.Decide().LookAgain));

        var starting = (Frozen with { Runs = ("h1:old", 2, 1), State = "IN_PROGRESS" }).Decide();
        Assert.Equal(("christmas", "1 of 2 tasks run, deployment IN_PROGRESS", Frozen.Target.Pace), (starting.HeldBy?.By, starting.Reason, starting.LookAgain));
    }

    /// <summary>Rows before this one bring such traffic home, or leave it to a person.</summary>
    [Fact]
    public void Where_the_candidate_has_traffic_nothing_is_held()
    {
        var scene = new Scene { Desired = "h1:new", Green = ("h1:older", 2, 2), GreenWeight = 50, Spec = Sample.Spec() with { Freezes = [Christmas] } };
        Assert.Null(HeldRow.Held(View(scene)));
        Assert.Equal((Phase.Held, Why), (HeldRow.Held(View(scene with { Green = null, GreenWeight = 0 }))!.Phase, HeldRow.Held(View(scene with { Green = null, GreenWeight = 0 }))!.Reason));
    }

    [Fact]
    public void What_waits_for_another_service_says_so_and_a_persons_pin_waits_for_nobody()
    {
        var target = Sample.Target("h1:new") with { HeldBack = "it depends on cart" };
        var seen = new Scene { Desired = "h1:new" }.Observe(target);
        Assert.Equal((Phase.Held, "it depends on cart"), (Decide(target).Phase, Decide(target).Reason));
        Assert.NotEqual(Phase.Held, Decide(target with { Pin = new Pin("h1:wanted", "h1:new", "ann", null) }).Phase);

        Decision Decide(Target target) => RolloutMachine.Decide(target, seen, new Scene().Memory, Sample.Now);
    }

    private static View View(Scene scene)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        return new View(target, scene.Observe(target), scene.Memory, Sample.Now);
    }
}
