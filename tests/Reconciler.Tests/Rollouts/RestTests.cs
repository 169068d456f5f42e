using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class RestTests
{
    [Fact]
    public void A_quiet_service_is_left_alone()
    {
        var decision = new Scene().Decide();
        Assert.Equal((Phase.Steady, null), (decision.Phase, decision.Action));
        Assert.Equal(Sample.Environment().Sweep, decision.LookAgain);
    }

    [Fact]
    public void A_count_changed_by_hand_is_put_back_and_called_drift()
    {
        var scene = new Scene { Blue = ("h1:old", 5, 5) };
        var decision = (scene with { Memory = scene.Memory with { Counts = new(2, null) } }).Decide();
        Assert.Equal((Colour.Blue, 2), (Assert.IsType<PlannedAction.Scale>(decision.Action).Colour, Assert.IsType<PlannedAction.Scale>(decision.Action).Count));
        Assert.NotNull(decision.Drift);
    }

    [Fact]
    public void A_count_changed_by_commit_is_no_drift() => Assert.Null((new Scene { Blue = ("h1:old", 5, 5) }).Decide().Drift);

    [Fact]
    public void The_old_side_is_stopped_only_after_it_has_drained()
    {
        var record = Scene.Released with { RetireAt = Sample.Now - TimeSpan.FromSeconds(1) };
        var scene = new Scene { Green = ("h1:older", 2, 2), Record = record };
        Assert.Equal(0, Assert.IsType<PlannedAction.Scale>(scene.Decide().Action).Count);

        var justHome = scene with { Memory = scene.Memory with { Idle = new(null, new Idle(Sample.Now - TimeSpan.FromSeconds(1), Sample.Now, 2)) } };
        Assert.Equal((Phase.Retire, null), (justHome.Decide().Phase, justHome.Decide().Action));
    }

    /// <summary>Found by <see cref="SequenceProperties"/>: no read ever showed the weight.</summary>
    [Fact]
    public void A_side_whose_first_weight_a_person_took_away_before_a_read_showed_it_drains_in_full()
    {
        var (target, armed) = (Sample.Target("h1:new"), Scene.Prepared with { Record = Scene.Released with { Attempt = Scene.Armed } });
        armed = armed with { Memory = armed.Memory with { Armed = Scene.Armed.ToString() } };
        var given = Remember.Done(armed.Memory, armed.Decide(), Sample.Now, Sample.Timing.ReadLag);

        var later = Remember.Seen(given, armed.Observe(target), target, Sample.Now + Sample.Timing.ReadLag);

        Assert.Equal((Sample.Now, 1), (later.Idle.Green?.Since, later.Idle.Green?.Reads));
        Assert.Null((armed with { Record = Scene.Released.WithBad("h1:new", Codes.Hand), Preview = false, Memory = later }).Decide().Action);
    }

    [Fact]
    public void A_single_read_is_not_enough_to_stop_a_colour()
    {
        var scene = new Scene { Green = ("h1:older", 2, 2), Record = Scene.Released with { RetireAt = Sample.Now - TimeSpan.FromSeconds(1) } };
        scene = scene with { Memory = scene.Memory with { Idle = new(null, null) } };
        Assert.Null(scene.Decide().Action);
    }

    [Fact]
    public void A_quarantined_revision_is_scaled_down_and_waits_for_another()
    {
        var bad = Scene.Released.WithBad("h1:new", Codes.ErrorRate);
        var down = (Scene.Prepared with { Record = bad, Preview = false }).Decide();
        Assert.Equal((Phase.RolledBack, Colour.Green, 0), (down.Phase, ((PlannedAction.Scale)down.Action!).Colour, ((PlannedAction.Scale)down.Action).Count));

        var waits = (Scene.Prepared with { Record = bad, Preview = false, Green = ("h1:new", 0, 0), GreenHealthy = 0 }).Decide();
        Assert.Equal((Phase.RolledBack, null), (waits.Phase, waits.Action));
    }

    [Fact]
    public void A_quarantined_revision_that_is_desired_again_does_not_cost_the_warm_colour()
    {
        var scene = Scene.Prepared with
        {
            Green = ("h1:older", 2, 2),
            Preview = false,
            Record = Scene.Released.WithBad("h1:new", Codes.ErrorRate) with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5) },
        };
        Assert.Equal((Phase.RolledBack, null), (scene.Decide().Phase, scene.Decide().Action));
        Assert.NotNull((scene with { Record = scene.Record with { RetireAt = Sample.Now } }).Decide().Action);
    }

    [Fact]
    public void The_preview_rule_lives_only_while_a_rollout_does() =>
        Assert.IsType<PlannedAction.DeletePreviewRule>((new Scene { Preview = true }).Decide().Action);

    [Fact]
    public void Odd_weights_that_give_stable_everything_are_written_as_we_spell_them()
    {
        var target = Sample.Target("h1:old");
        var scene = new Scene();
        var seen = scene.Observe(target);
        var rule = seen.Rules.Value!.Production.Single();
        seen = seen with { Rules = Fact<ServiceRules>.Of(new([rule with { Weights = rule.Weights.SetItem(Sample.Blue, 1) }], []), Sample.Now) };
        var decision = RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now);
        Assert.Equal((Phase.Contested, 0), (decision.Phase, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight));
    }

    [Fact]
    public void An_expectation_is_waited_for_until_a_read_shows_it()
    {
        var scene = new Scene { Blue = ("h1:old", 5, 5) };
        var expected = new Expectation(new PlannedAction.Scale(Colour.Blue, 2, "", [], null), Sample.Now + TimeSpan.FromSeconds(1));
        Assert.Equal(Phase.Blind, (scene with { Memory = scene.Memory with { Expected = expected } }).Decide().Phase);
        Assert.NotNull((scene with { Memory = scene.Memory with { Expected = expected with { Until = Sample.Now } } }).Decide().Action);
    }
}
