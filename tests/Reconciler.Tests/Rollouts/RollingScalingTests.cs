using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>A worker whose number of tasks the autoscaler moves between 2 and 10.</summary>
public sealed class RollingScalingTests
{
    private static readonly ScalingPolicy Policy = new("ECSServiceAverageCPUUtilization", 60, null);
    private static readonly ScalableTarget Free = new(2, 10, InSuspended: false, OutSuspended: false) { Policy = Policy }, Frozen = Free with { InSuspended = true };
    private static readonly RollingScene Quiet = new() { Desired = "h1:old", Spec = RollingScene.Worker with { Scaling = new ScalingSpec(2, 10, new ScalingTargetSpec(ScalingMetric.Cpu, 60)) }, Runs = ("h1:old", 5, 5) };

    [Fact]
    public void A_worker_is_registered_as_it_is_and_then_left_alone()
    {
        var register = Assert.IsType<PlannedAction.RegisterScaling>(Decide(Quiet, null).Action);
        Assert.Equal((2, 10, false, true), (register.Min, register.Max, register.Frozen, register.IsNew));
        Assert.Equal(Policy, Assert.IsType<PlannedAction.PutScalingPolicy>(Decide(Quiet, Free with { Policy = null }).Action).Policy);
        Assert.Equal((Phase.Steady, null), (Decide(Quiet, Free).Phase, Decide(Quiet, Free).Action));
    }

    [Fact]
    public void Scaling_in_is_suspended_while_an_attempt_is_open_and_free_again_when_it_is_closed()
    {
        var armed = RollingScene.Released with { Attempt = RollingScene.Moving with { Moving = false, Capacity = 5 } };
        Assert.True(Assert.IsType<PlannedAction.RegisterScaling>(Decide(Quiet with { Desired = "h1:new", Record = armed }, Free).Action).Frozen);
        Assert.False(Assert.IsType<PlannedAction.RegisterScaling>(Decide(Quiet, Frozen).Action).Frozen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_left_to_others_stays_as_they_left_it_also_when_the_range_is_written(bool ignored)
    {
        var worker = Quiet.Spec with { Ignore = ignored ? [DriftFields.Scaling] : [], SelfHeal = ignored };
        var left = Quiet with { Spec = worker, Record = RollingScene.Released };
        left = left with { Record = left.Record with { Applied = left.Target.Applied } };
        var changed = Free with { OutSuspended = true, ScheduledSuspended = true, Policy = new("ECSServiceAverageCPUUtilization, out only,", 60, null) };
        Assert.Null(Decide(left, changed).Action);
        Assert.Equal((true, true), Assert.IsType<PlannedAction.RegisterScaling>(Decide(left, changed with { Max = 9 }).Action).Suspended);
        Assert.Equal((false, false), Assert.IsType<PlannedAction.RegisterScaling>(Decide(Quiet, changed with { Max = 9 }).Action).Suspended);
        Assert.IsType<PlannedAction.PutScalingPolicy>(Decide(Quiet, Free with { Policy = changed.Policy }).Action);
    }

    [Fact]
    public void The_call_that_starts_a_deployment_leaves_the_count_to_the_autoscaler()
    {
        var armed = RollingScene.Released with { Attempt = RollingScene.Moving with { Moving = false, Capacity = 5 } };
        var scene = Quiet with { Desired = "h1:new", Record = armed, Memory = Quiet.Memory with { Armed = armed.Attempt!.ToString() } };
        var roll = Assert.IsType<PlannedAction.Roll>(Decide(scene, Frozen).Action);
        Assert.Equal((5, true), (roll.Count, roll.KeepsCount));
        var back = Assert.IsType<PlannedAction.Roll>(Decide(RollingScene.InProgress with { Spec = Quiet.Spec, State = "FAILED", Runs = ("h1:new", 5, 1) }, Frozen).Action);
        Assert.Equal((true, true), (back.Back, back.KeepsCount));
    }

    [Fact]
    public void A_first_worker_starts_with_the_minimum()
    {
        var first = Quiet with { Desired = "h1:new", Runs = null, Record = ReleaseRecord.Empty };
        Assert.Equal(2, Assert.IsType<PlannedAction.CreateRollingService>(Decide(first, null).Action).Count);
    }

    [Fact]
    public void A_worker_that_was_stopped_by_hand_gets_the_minimum_back()
    {
        Assert.IsType<PlannedAction.RemoveScaling>(Decide(Quiet with { Runs = ("h1:old", 0, 0) }, Free).Action);
        Assert.Equal(2, Assert.IsType<PlannedAction.ScaleRollingService>(Decide(Quiet with { Runs = ("h1:old", 0, 0) }, null).Action).Count);
    }

    [Fact]
    public void What_cannot_be_seen_holds_everything_but_the_way_back()
    {
        Assert.Equal(Phase.Blind, DecideOn(Quiet, Fact<Pair<ScalableTarget?>>.Failed("away", Sample.Now)).Phase);
        Assert.Equal(Phase.Revert, DecideOn(RollingScene.InProgress with { Spec = Quiet.Spec, State = "FAILED" }, Fact<Pair<ScalableTarget?>>.Failed("away", Sample.Now)).Phase);
    }

    private static Decision Decide(RollingScene scene, ScalableTarget? target) => DecideOn(scene, Fact<Pair<ScalableTarget?>>.Of(new(target, null), Sample.Now));

    private static Decision DecideOn(RollingScene scene, Fact<Pair<ScalableTarget?>> scaling)
    {
        var seen = scene.Observe() with { Scaling = scaling };
        return RolloutMachine.Decide(scene.Target, seen, Remember.Seen(scene.Memory, seen, scene.Target, Sample.Now), Sample.Now);
    }
}
