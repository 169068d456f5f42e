using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class ForwardTests
{
    /// <summary>Found by the sequence properties: nobody knows since when the weight is back where it was.</summary>
    [Fact]
    public void A_weight_that_a_person_took_away_and_gave_back_is_held_anew()
    {
        var held = Scene.At(10, 5);
        Assert.Equal(50, Assert.IsType<PlannedAction.SetWeights>(held.Decide().Action).CandidateWeight);

        var decision = (held with { Memory = held.Memory with { CandidateWeight = 0 } }).Decide();
        Assert.Equal((Phase.Step, null, "10% for 4 s more"), (decision.Phase, decision.Action, decision.Reason));
    }

    [Fact]
    public void Traffic_stays_on_blue_while_green_is_unhealthy()
    {
        var decision = (Scene.Prepared with { GreenHealthy = 1 }).Decide();
        Assert.Equal((Phase.Ready, null), (decision.Phase, decision.Action));
    }

    [Fact]
    public void Traffic_stays_on_blue_until_a_check_was_answered() => Assert.Null((Scene.Prepared with { ChecksGood = null }).Decide().Action);

    [Fact]
    public void A_check_that_fails_in_preview_quarantines_before_any_traffic()
    {
        var decision = (Scene.Prepared with { ChecksGood = false }).Decide();
        Assert.Equal("h1:new=http-check", Record(decision).After.Bad.Single().ToString());
    }

    [Fact]
    public void A_check_that_the_stable_side_fails_too_is_held_against_nobody()
    {
        var target = Sample.Target("h1:new");
        var seen = Scene.Prepared.Observe(target);
        var stable = new HttpSample("/health/ready", OfCandidate: false, Sample.Now, Good: false, "HTTP 503");
        seen = seen with { Checks = seen.Checks with { Http = [seen.Checks.Http[0] with { Good = false }, stable] } };
        var decision = RolloutMachine.Decide(target, seen, Scene.Prepared.Memory, Sample.Now);
        Assert.Null(decision.Action);
        Assert.Equal(Alarms.BothBad, decision.Alarm?.Reason);
    }

    [Fact]
    public void A_good_candidate_is_armed_then_given_the_first_step()
    {
        var arm = Scene.Prepared.Decide();
        Assert.Equal(RecordChange.Arm, Record(arm).Change);
        var attempt = Record(arm).After.Attempt!;
        Assert.Equal((1, false, 2), (attempt.Tries, attempt.Moving, attempt.Capacity));

        var first = (Scene.Prepared with
        {
            Record = Scene.Released with { Attempt = attempt },
            Memory = Scene.Prepared.Memory with { Armed = attempt.ToString() },
        }).Decide();
        Assert.Equal(10, Assert.IsType<PlannedAction.SetWeights>(first.Action).CandidateWeight);
    }

    [Fact]
    public void The_stable_side_must_be_complete_before_an_attempt_opens() => Assert.Null((Scene.Prepared with { Blue = ("h1:old", 2, 1) }).Decide().Action);

    [Theory]
    [InlineData(3.5, false)]
    [InlineData(4.5, true)]
    public void A_step_is_held_for_its_whole_time(double held, bool moves)
    {
        var decision = Scene.At(10, held).Decide();
        Assert.Equal(moves ? 50 : null, (decision.Action as PlannedAction.SetWeights)?.CandidateWeight);
    }

    [Fact]
    public void A_restart_begins_the_hold_again()
    {
        var scene = Scene.At(10, 60) with { Memory = new ProcessMemory { StartedAt = Sample.Now - TimeSpan.FromSeconds(3) } };
        Assert.Null(scene.Decide().Action);
    }

    [Fact]
    public void Steps_edited_in_mid_rollout_are_harmless()
    {
        var edited = Sample.Spec(steps: [new(5, Sample.Hold), new(10, Sample.Hold), new(30, Sample.Hold)]);
        var decision = (Scene.At(10, 5) with { Spec = edited }).Decide();
        Assert.Equal(30, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
    }

    [Fact]
    public void Baking_ends_with_the_commit_point()
    {
        var decision = Scene.At(100, 4).Decide();
        var record = Record(decision);
        Assert.Equal((RecordChange.Commit, Colour.Green), (record.Change, record.After.Stable));
        Assert.Null(record.After.Attempt);
        Assert.Equal(Sample.Now + Sample.Keep, record.After.RetireAt);
        Assert.Equal("h1:new baked well and is stable now", decision.Reason);
    }

    [Fact]
    public void The_old_side_is_kept_as_long_as_requests_may_be_under_way_whatever_the_files_say()
    {
        var brief = Sample.Spec() with { Rollout = Sample.Spec().Rollout with { KeepOld = TimeSpan.FromSeconds(1) } };
        Assert.Equal(Sample.Now + Sample.Target("h1:new").Drain, Record((Scene.At(100, 4) with { Spec = brief }).Decide()).After.RetireAt);
    }

    [Fact]
    public void A_candidate_that_lost_tasks_by_hand_gets_them_back_and_the_stable_side_its_own_before()
    {
        // All that its weight itself needs is there: nothing is taken back.
        var spec = Sample.Spec(steps: [new(10, Sample.Hold, Capacity: 50), new(50, Sample.Hold)]);
        var lost = Scene.At(10, 1) with { Spec = spec, Green = ("h1:new", 0, 1), GreenHealthy = 1 };
        lost = lost with { Memory = lost.Memory with { Counts = new(2, 1) } };

        var (grow, drift) = (lost.Decide(), "green was scaled from 1 to 0 by hand");
        Assert.Equal((Colour.Green, 1, drift, "10% needs 1 tasks"), (Scaled(grow).Colour, Scaled(grow).Count, grow.Drift, grow.Reason));
        Assert.Null((lost with { Memory = lost.Memory with { Counts = new(2, 0) } }).Decide().Drift);
        Assert.Equal(Colour.Blue, Scaled((lost with { Blue = ("h1:old", 1, 2) }).Decide()).Colour);
    }

    [Fact]
    public void What_a_step_waits_for_is_said()
    {
        Assert.Equal("10% for 3 s more", Scene.At(10, 1).Decide().Reason);
        Assert.Equal("10% held well; next step: 50%", Scene.At(10, 5).Decide().Reason);
        Assert.Equal("10% was promoted; next step: 50%", (Scene.At(10, 1) with { Intents = Sample.Wish(Verb.Promote, "h1:new", 10) }).Decide().Reason);
        Assert.Equal("10% held well and needs approval: publican promote beer-api",
            (Scene.At(10, 5) with { Spec = Sample.Spec(steps: [new(10, Sample.Hold, Approve: true), new(50, Sample.Hold)]) }).Decide().Reason);
    }

    [Fact]
    public void That_nothing_could_take_traffic_back_is_an_alarm_beside_what_is_done()
    {
        var dead = Scene.At(10, 1) with { BlueHealthy = 0 };
        Assert.Equal((null, Alarms.StableDown), (dead.Decide().Action, dead.Decide().Alarm?.Reason));
        Assert.Null(Scene.At(10, 1).Decide().Alarm);
    }

    [Fact]
    public void No_steps_is_blue_green()
    {
        var spec = Sample.Spec(steps: []);
        var decision = (Scene.Prepared with
        {
            Spec = spec,
            Record = Scene.Released with { Attempt = Scene.Armed },
            Memory = Scene.Prepared.Memory with { Armed = Scene.Armed.ToString() },
        }).Decide();
        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
    }

    [Fact]
    public void A_commit_back_to_the_warm_old_colour_switches_at_once()
    {
        var scene = Scene.Prepared with
        {
            Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5), Attempt = Scene.Armed },
            ChecksGood = null,
        };
        var decision = (scene with { Memory = scene.Memory with { Armed = Scene.Armed.ToString() } }).Decide();
        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
    }

    [Fact]
    public void A_colour_that_is_used_again_is_no_longer_the_warm_old_one()
    {
        var decision = (new Scene
        {
            Desired = "h1:new",
            Green = ("h1:older", 2, 2),
            Preview = true,
            Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5) },
        }).Decide();
        Assert.Null(Record(decision).After.RetireAt);
        Assert.Equal(RecordChange.Tidy, Record(decision).Change);
    }

    [Fact]
    public void No_weight_rises_while_the_stable_side_could_not_take_all_traffic_back()
    {
        Assert.Equal(Phase.Step, (Scene.At(10, 1000) with { Blue = ("h1:old", 2, 1) }).Decide().Phase);
        Assert.Null((Scene.At(10, 1000) with { Blue = ("h1:old", 2, 1) }).Decide().Action);
        Assert.NotNull(Scene.At(10, 1000).Decide().Action);
    }

    [Fact]
    public void A_sick_stable_side_does_not_hold_up_the_way_back_to_the_warm_one()
    {
        var warm = Scene.Prepared with { Blue = ("h1:old", 2, 0), Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5) } };
        Assert.Equal(RecordChange.Arm, Record(warm.Decide()).Change);
        Assert.Null((warm with { Record = Scene.Released }).Decide().Action);
    }

    private static PlannedAction.Scale Scaled(Decision decision) => Assert.IsType<PlannedAction.Scale>(decision.Action);

    private static PlannedAction.WriteRecord Record(Decision decision) => Assert.IsType<PlannedAction.WriteRecord>(decision.Action);
}
