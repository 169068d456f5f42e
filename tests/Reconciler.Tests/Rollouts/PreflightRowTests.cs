using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>What is missing for a new revision holds that revision back, and nothing else.</summary>
public sealed class PreflightRowTests
{
    private static readonly PreflightFacts NoLogGroup = Sample.Preflight with { LogGroup = Answer<bool>.Of(false), TaskRole = Answer<Role?>.Of(null) };
    private static readonly Scene Blocked = new() { Desired = "h1:new", Preflight = NoLogGroup };

    [Fact]
    public void A_new_revision_that_misses_something_touches_nothing_and_names_all_of_it()
    {
        var decision = Blocked.Decide();

        Assert.Equal((Phase.Preflight, null), (decision.Phase, decision.Action));
        Assert.Contains("/publican/local/log-group: ", decision.Reason, StringComparison.Ordinal);
        Assert.Contains("/publican/local/roles/task: ", decision.Reason, StringComparison.Ordinal);
        Assert.Equal(Sample.Environment().Sweep, decision.LookAgain);
    }

    [Fact]
    public void A_first_release_that_misses_something_touches_nothing() =>
        Assert.Equal((Phase.Preflight, null), Short((Blocked with { Record = ReleaseRecord.Empty, Blue = null, GreenWeight = null }).Decide()));

    [Fact]
    public void What_was_not_looked_for_yet_is_waited_for()
    {
        var target = Sample.Target("h1:new");
        var seen = Blocked.Observe(target) with { Preflight = Fact<PreflightFacts>.NotRead };
        Assert.Equal((Phase.Blind, null), Short(RolloutMachine.Decide(target, seen, Blocked.Memory, Sample.Now)));
    }

    [Fact]
    public void A_remark_holds_nothing_back() =>
        Assert.Equal(Phase.Prepare, (Blocked with { Preflight = Sample.Preflight with { Image = new(ImageState.NotChecked, "elsewhere") } }).Decide().Phase);

    [Fact]
    public void Traffic_comes_home_whatever_the_newer_revision_misses()
    {
        var scene = Scene.At(10, 1) with { Desired = "h1:newer", Preflight = NoLogGroup };
        Assert.IsType<PlannedAction.SetWeights>(scene.Decide().Action);
        Assert.IsType<PlannedAction.SetWeights>((Scene.At(10, 1) with { ChecksGood = false, Preflight = NoLogGroup }).Decide().Action);
    }

    [Fact]
    public void A_rollout_under_way_goes_on_without_being_asked_again() => Assert.Equal(Phase.Step, (Scene.At(10, 100) with { Preflight = NoLogGroup }).Decide().Phase);

    [Fact]
    public void A_candidate_that_runs_already_is_not_asked_again() => Assert.Equal(Phase.Ready, (Scene.Prepared with { Preflight = NoLogGroup }).Decide().Phase);

    [Fact]
    public void The_stable_side_is_looked_after_while_a_newer_revision_waits()
    {
        var decision = (Blocked with { Blue = ("h1:old", 1, 1), Memory = Blocked.Memory with { Counts = new(2, null) } }).Decide();
        Assert.Equal(2, Assert.IsType<PlannedAction.Scale>(decision.Action).Count);
    }

    [Fact]
    public void The_old_colour_is_retired_while_a_newer_revision_waits()
    {
        var decision = (Blocked with { Green = ("h1:older", 2, 2), Record = Scene.Released with { RetireAt = Sample.Now - TimeSpan.FromSeconds(1) } }).Decide();
        Assert.Equal((Colour.Green, 0), decision.Action is PlannedAction.Scale scale ? (scale.Colour, scale.Count) : default);
    }

    [Fact]
    public void A_quarantined_revision_needs_nothing() =>
        Assert.Equal(Phase.RolledBack, (Blocked with { Record = Scene.Released.WithBad("h1:new", Codes.Crashed) }).Decide().Phase);

    private static (Phase, PlannedAction?) Short(Decision decision) => (decision.Phase, decision.Action);
}
