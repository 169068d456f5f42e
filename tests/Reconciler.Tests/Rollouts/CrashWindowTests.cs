using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>Section 4 of the contract, row by row: the world a crash leaves behind, and what a new process makes of it.</summary>
public sealed class CrashWindowTests
{
    private static readonly ProcessMemory Restarted = new()
    {
        StartedAt = Sample.Now - TimeSpan.FromSeconds(3),
        Idle = new(null, new Idle(Sample.Now - TimeSpan.FromHours(1), Sample.Now, 2)),
    };

    [Fact]
    public void Before_anything_else_a_new_process_waits_until_old_writes_are_visible()
    {
        var decision = (Scene.Prepared with { Memory = new ProcessMemory { StartedAt = Sample.Now } }).Decide();
        Assert.Equal((Phase.Blind, null), (decision.Phase, decision.Action));
    }

    [Fact]
    public void Register_with_the_answer_lost_is_found_again_by_its_hash()
    {
        var scene = new Scene { Desired = "h1:new", Preview = true, Memory = Restarted };
        Assert.IsType<PlannedAction.RegisterTaskDefinition>((scene with { Definition = null }).Decide().Action);
        Assert.IsType<PlannedAction.CreateService>(scene.Decide().Action);
    }

    [Fact]
    public void A_candidate_that_was_started_is_waited_for()
    {
        var decision = (Scene.Prepared with { Green = ("h1:new", 2, 1), GreenState = "IN_PROGRESS", Memory = Restarted }).Decide();
        Assert.Equal((Phase.Prepare, null), (decision.Phase, decision.Action));
    }

    [Fact]
    public void An_attempt_armed_by_a_dead_process_is_armed_again_and_counted()
    {
        var decision = (Scene.Prepared with { Record = Scene.Released with { Attempt = Scene.Armed }, Memory = Restarted }).Decide();
        Assert.Equal((Phase.Armed, 2), (decision.Phase, Record(decision).After.Attempt!.Tries));
    }

    [Fact]
    public void The_last_try_that_was_interrupted_is_quarantined()
    {
        var decision = (Scene.Prepared with { Record = Scene.Released with { Attempt = Scene.Armed with { Tries = 2 } }, Memory = Restarted }).Decide();
        Assert.Equal("h1:new=interrupted", Record(decision).After.Bad.Single().ToString());
    }

    [Fact]
    public void A_first_weight_that_was_not_noted_is_noted_and_held_from_now()
    {
        var decision = (Scene.At(10, 0) with { Record = Scene.Released with { Attempt = Scene.Armed }, Memory = Restarted }).Decide();
        Assert.Equal((Phase.Step, true), (decision.Phase, Record(decision).After.Attempt!.Moving));
        Assert.Equal(new Since(10, Sample.Now), Record(decision).After.Since);
    }

    [Fact]
    public void A_later_weight_that_was_not_noted_is_held_from_now()
    {
        var record = Scene.Released with { Attempt = Scene.Moving, Since = new Since(10, Sample.Now - TimeSpan.FromSeconds(20)) };
        var decision = (Scene.At(50, 0) with { Record = record, Memory = Restarted }).Decide();
        Assert.Equal((Phase.Step, new Since(50, Sample.Now)), (decision.Phase, Record(decision).After.Since));
    }

    [Fact]
    public void A_rollback_whose_verdict_was_not_written_is_quarantined_as_unknown()
    {
        var decision = (Scene.At(0, 0) with { Memory = Restarted }).Decide();
        Assert.Equal((Phase.CloseAttempt, "h1:new=unknown"), (decision.Phase, Record(decision).After.Bad.Single().ToString()));
    }

    [Fact]
    public void All_traffic_on_the_candidate_bakes_from_now()
    {
        var record = Scene.Released with { Attempt = Scene.Moving, Since = new Since(50, Sample.Now - TimeSpan.FromSeconds(20)) };
        var decision = (Scene.At(100, 0) with { Record = record, Memory = Restarted }).Decide();
        Assert.Equal((Phase.Bake, new Since(100, Sample.Now)), (decision.Phase, Record(decision).After.Since));
    }

    [Fact]
    public void After_the_commit_point_the_old_side_is_retained()
    {
        var record = ReleaseRecord.Empty with { Stable = Colour.Green, RetireAt = Sample.Now + TimeSpan.FromSeconds(9) };
        var decision = (Scene.Prepared with { Record = record, GreenWeight = 100, Preview = false, Memory = Restarted }).Decide();
        Assert.Equal((Phase.Retain, null), (decision.Phase, decision.Action));
    }

    [Fact]
    public void An_old_side_that_was_scaled_to_zero_leaves_nothing_to_do()
    {
        var record = ReleaseRecord.Empty with { Stable = Colour.Green, RetireAt = Sample.Now - TimeSpan.FromSeconds(9) };
        var decision = (Scene.Prepared with { Record = record, GreenWeight = 100, Preview = false, Blue = ("h1:old", 0, 0), Memory = Restarted }).Decide();
        Assert.Equal((Phase.Steady, null), (decision.Phase, decision.Action));
    }

    [Fact]
    public void A_production_rule_without_a_record_is_committed_when_its_revision_serves()
    {
        var scene = new Scene { Record = ReleaseRecord.Empty, Green = null, Memory = Restarted };
        Assert.Equal((RecordChange.Commit, Colour.Blue), (Record(scene.Decide()).Change, Record(scene.Decide()).After.Stable));
        Assert.Null((scene with { BlueHealthy = 0 }).Decide().Action);
    }

    [Fact]
    public void A_production_rule_that_was_deleted_by_hand_is_rebuilt_for_the_stable_side()
    {
        var decision = (new Scene { GreenWeight = null, Memory = Restarted }).Decide();
        var rule = Assert.IsType<PlannedAction.CreateProductionRule>(decision.Action);
        Assert.Equal((Phase.Contested, Colour.Blue), (decision.Phase, rule.Stable));
        Assert.NotNull(decision.Drift);
    }

    [Fact]
    public void Lost_tags_are_repaired_from_the_side_that_serves()
    {
        var scene = new Scene { Record = ReleaseRecord.Empty, Green = ("h1:new", 2, 2), GreenWeight = 100, Memory = Restarted };
        Assert.Equal((RecordChange.Repair, Colour.Green), (Record(scene.Decide()).Change, Record(scene.Decide()).After.Stable));
    }

    [Fact]
    public void Two_writers_agree_because_weights_are_absolute()
    {
        var one = Assert.IsType<PlannedAction.SetWeights>((Scene.At(50, 1) with { ChecksGood = false }).Decide().Action);
        var other = Assert.IsType<PlannedAction.SetWeights>((Scene.At(50, 1) with { ChecksGood = false, Memory = Restarted }).Decide().Action);
        Assert.Equal(one, other);
    }

    private static PlannedAction.WriteRecord Record(Decision decision) => Assert.IsType<PlannedAction.WriteRecord>(decision.Action);
}
