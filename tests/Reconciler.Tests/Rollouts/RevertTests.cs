using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class RevertTests
{
    [Fact]
    public void A_failing_check_brings_all_traffic_home_in_one_call()
    {
        var decision = (Scene.At(10, 1) with { ChecksGood = false }).Decide();

        var weights = Assert.IsType<PlannedAction.SetWeights>(decision.Action);
        Assert.Equal((Colour.Blue, 0), (weights.Stable, weights.CandidateWeight));
        Assert.Equal((Phase.Revert, Codes.HttpCheck), (decision.Phase, decision.Failure!.Code));
        Assert.Contains("503", decision.Failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Found by the fault matrix: with old reads the same call went out again and again, as fast as AWS answered.</summary>
    [Fact]
    public void An_old_read_after_the_way_home_is_answered_at_the_pace_and_an_unclear_write_at_once()
    {
        var failing = Scene.At(10, 1) with { ChecksGood = false };
        var home = failing.Decide();
        var accepted = failing with { Memory = Remember.Done(failing.Memory, home, Sample.Now, Sample.Timing.ReadLag) };
        var aPaceAgo = accepted with { Memory = Remember.Done(failing.Memory, home, Sample.Now - Sample.Target("h1:new").Pace, Sample.Timing.ReadLag) };
        var unclear = failing with { Memory = Remember.Unclear(failing.Memory, home, Sample.Now, Sample.Timing.ReadLag) };

        Assert.Equal((Phase.Revert, null), (accepted.Decide().Phase, accepted.Decide().Action));
        Assert.True(accepted.Decide().LookAgain > TimeSpan.Zero);
        Assert.Equal(home.Action, aPaceAgo.Decide().Action);
        Assert.Equal(home.Action, unclear.Decide().Action);
    }

    /// <summary>Found by the fault matrix (retry/Late/166): the first of two calls home came a second later, when the next attempt had traffic.</summary>
    [Fact]
    public void Nothing_moves_on_while_an_unanswered_way_home_may_still_be_carried_out()
    {
        var second = TimeSpan.FromSeconds(1);
        var wait = Home(second).Decide();
        Assert.Equal((Phase.Blind, null, Sample.Timing.ReadLag - second), (wait.Phase, wait.Action, wait.LookAgain));
        Assert.Equal(Phase.CloseAttempt, Home(Sample.Timing.ReadLag).Decide().Phase);

        // All traffic is home: the second call was accepted; the first one got no answer, that long ago.
        static Scene Home(TimeSpan ago)
        {
            var failing = Scene.At(10, 1) with { ChecksGood = false };
            var unclear = failing with { Memory = Remember.Unclear(failing.Memory, failing.Decide(), Sample.Now - ago, Sample.Timing.ReadLag) };
            return failing with { GreenWeight = 0, Memory = Remember.Done(unclear.Memory, unclear.Decide(), Sample.Now - ago, Sample.Timing.ReadLag) };
        }
    }

    /// <summary>Found by the model check: the attempt was closed while the candidate still had its first weight.</summary>
    [Fact]
    public void A_read_from_before_the_first_weight_does_not_prove_an_unanswered_way_home()
    {
        Assert.Equal((Phase.Blind, null), (ShowsNone(TimeSpan.FromSeconds(1)).Decide().Phase, ShowsNone(TimeSpan.FromSeconds(1)).Decide().Action));
        Assert.Equal(Phase.CloseAttempt, ShowsNone(Sample.Timing.ReadLag).Decide().Phase);

        static Scene ShowsNone(TimeSpan ago)
        {
            var failing = Scene.At(10, 1) with { ChecksGood = false };
            return failing with { GreenWeight = 0, Memory = Remember.Unclear(failing.Memory, failing.Decide(), Sample.Now - ago, Sample.Timing.ReadLag) };
        }
    }

    /// <summary>Found by the fault matrix (promote fully/LostAnswer/153): a step that a wish skipped to looked like a person's hand.</summary>
    [Fact]
    public void All_the_traffic_is_nobodys_hand_while_intents_cannot_be_read()
    {
        var skipped = Scene.At(100, 1) with { Record = Scene.At(10, 5).Record };
        var (target, seen) = (Sample.Target("h1:new"), skipped.Observe(Sample.Target("h1:new")));
        var unread = RolloutMachine.Decide(target, seen with { Intents = Fact<Intents>.Failed("away", Sample.Now) }, skipped.Memory, Sample.Now);
        Assert.Equal((Phase.Blind, null), (unread.Phase, unread.Action));
        Assert.Equal(Codes.Hand, skipped.Decide().Failure?.Code);
    }

    [Fact]
    public void Losing_a_healthy_target_is_enough()
    {
        var decision = (Scene.At(50, 1) with { GreenHealthy = 1 }).Decide();
        Assert.Equal((Phase.Revert, Codes.Unhealthy), (decision.Phase, decision.Failure?.Code));
    }

    [Fact]
    public void Traffic_stays_where_it_is_while_both_sides_are_sick()
    {
        var decision = (Scene.At(50, 1) with { GreenHealthy = 0, BlueHealthy = 0 }).Decide();
        Assert.Null(decision.Action);
        Assert.Equal(Alarms.BothBad, decision.Alarm?.Reason);
    }

    [Fact]
    public void Weights_moved_by_hand_while_idle_are_drift()
    {
        var decision = (new Scene { Green = ("h1:older", 2, 2), GreenWeight = 30 }).Decide();
        Assert.Equal((Phase.Revert, Codes.Drift), (decision.Phase, decision.Failure!.Code));
        Assert.NotNull(decision.Drift);
        Assert.Equal(0, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
    }

    /// <summary>Rule and record are answers of two AWS services: right after a crash one of them may be older than the other, and the weight the last write of the process before.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_has_just_started_takes_no_weight_for_a_persons_until_reads_show_the_last_write(bool isOffStep)
    {
        var scene = isOffStep ? Scene.At(50, 1) with { GreenWeight = 10 } : new Scene { Green = ("h1:older", 2, 2), GreenWeight = 10 };
        scene = scene with { Memory = new ProcessMemory { StartedAt = Sample.Now } };
        Assert.Equal((Phase.Blind, null), (scene.Decide().Phase, scene.Decide().Action));

        var later = (scene with { Memory = scene.Memory with { StartedAt = Sample.Now - TimeSpan.FromSeconds(10) } }).Decide();
        Assert.Equal((Phase.Revert, isOffStep ? Codes.Hand : Codes.Drift), (later.Phase, later.Failure?.Code));

        // Evidence does not wait.
        Assert.Equal((Phase.Revert, Codes.Unhealthy), ((scene with { GreenHealthy = 0 }).Decide().Phase, (scene with { GreenHealthy = 0 }).Decide().Failure?.Code));
    }

    [Fact]
    public void A_partial_move_towards_stable_is_finished_to_zero()
    {
        var scene = Scene.At(50, 1);
        var decision = (scene with { GreenWeight = 20, Memory = scene.Memory with { CandidateWeight = 50 } }).Decide();
        Assert.Equal((Phase.Revert, Codes.Hand), (decision.Phase, decision.Failure!.Code));
    }

    [Fact]
    public void A_full_move_home_by_hand_is_quarantined_as_a_persons_rollback()
    {
        var scene = Scene.At(50, 1);
        var decision = (scene with { GreenWeight = 0 }).Decide();
        Assert.Equal(Phase.CloseAttempt, decision.Phase);
        Assert.Equal("h1:new=hand", Record(decision).After.Bad.Single().ToString());
        Assert.Null(Record(decision).After.Attempt);
    }

    [Fact]
    public void A_newer_commit_brings_traffic_home_without_quarantine()
    {
        var revert = (Scene.At(50, 1) with { Desired = "h1:newer" }).Decide();
        Assert.Equal(Codes.Superseded, revert.Failure!.Code);

        var close = (Scene.At(0, 1) with { Desired = "h1:newer" }).Decide();
        Assert.Equal(Phase.CloseAttempt, close.Phase);
        Assert.Empty(Record(close).After.Bad);
    }

    [Fact]
    public void A_commit_back_to_the_stable_revision_brings_traffic_home() =>
        Assert.Equal(Codes.Superseded, (Scene.At(50, 1) with { Desired = "h1:old" }).Decide().Failure!.Code);

    [Fact]
    public void An_abort_intent_for_this_revision_is_obeyed() =>
        Assert.Equal(Codes.Aborted, (Scene.At(10, 1) with { Intents = Sample.Wish(Verb.Abort, "h1:new") }).Decide().Failure!.Code);

    [Fact]
    public void An_abort_intent_without_traffic_touches_nothing() =>
        Assert.Null((new Scene { Intents = Sample.Wish(Verb.Abort, "h1:old") }).Decide().Action);

    [Fact]
    public void Nothing_is_touched_while_suspended() =>
        Assert.Equal(Phase.HandsOff, (Scene.At(10, 1) with { ChecksGood = false, Intents = Sample.Wish(Verb.Suspend, null) }).Decide().Phase);

    [Fact]
    public void A_rollback_does_not_wait_until_a_restarted_process_has_settled()
    {
        var decision = (Scene.At(10, 1) with { GreenHealthy = 0, Memory = new ProcessMemory { StartedAt = Sample.Now } }).Decide();
        Assert.Equal(Phase.Revert, decision.Phase);
        Assert.NotNull(decision.Action);
    }

    [Fact]
    public void A_rollback_needs_no_target_group_or_definition_reads()
    {
        var target = Sample.Target("h1:new");
        var scene = Scene.At(10, 1) with { GreenHealthy = 0 };
        var seen = scene.Observe(target) with
        {
            TargetGroups = Fact<Pair<TargetGroup?>>.Failed("away", Sample.Now),
            Definition = Fact<TaskDefinition?>.Failed("away", Sample.Now),
            Intents = Fact<Intents>.Failed("away", Sample.Now),
        };
        Assert.IsType<PlannedAction.SetWeights>(RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now).Action);
    }

    [Fact]
    public void A_stalled_step_fails_at_the_progress_deadline()
    {
        var decision = (Scene.At(10, Sample.Hold.TotalSeconds + Sample.Timeout.TotalSeconds + 1) with { ChecksGood = null }).Decide();
        Assert.Equal(Codes.Deadline, decision.Failure!.Code);
    }

    [Fact]
    public void A_foreign_target_group_in_the_rule_stops_everything()
    {
        var target = Sample.Target("h1:new");
        var scene = Scene.At(10, 1) with { ChecksGood = false };
        var seen = scene.Observe(target);
        var rule = seen.Rules.Value!.Production.Single();
        seen = seen with { Rules = Fact<ServiceRules>.Of(seen.Rules.Value with { Production = [rule with { Weights = rule.Weights.Add("arn:tg/stranger", 5) }] }, Sample.Now) };
        var decision = RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now);
        Assert.Equal((Phase.Contested, null), (decision.Phase, decision.Action));
        Assert.Equal(Alarms.ForeignTargetGroup, decision.Alarm?.Reason);
    }

    private static PlannedAction.WriteRecord Record(Decision decision) => Assert.IsType<PlannedAction.WriteRecord>(decision.Action);
}
