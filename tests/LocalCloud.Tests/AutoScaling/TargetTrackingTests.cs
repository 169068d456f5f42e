using System.Collections.Immutable;
using LocalCloud.AutoScaling;
using LocalCloud.Ecs.State;

namespace LocalCloud.Tests.AutoScaling;

/// <summary>What a policy wants, without a clock or a service.</summary>
public sealed class TargetTrackingTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Theory]
    [InlineData(2, 120.0, true, 4)] // Twice the load of two tasks.
    [InlineData(2, 61.0, true, 3)] // A little above: rounded up.
    [InlineData(9, 120.0, true, 10)] // Never above the maximum.
    [InlineData(4, 15.0, false, 2)] // A quarter of the load of four tasks is one, but two is the minimum.
    [InlineData(8, 30.0, false, 4)]
    public void Count_follows_the_metric_in_proportion_within_the_range(int running, double value, bool isOut, int count)
    {
        var wish = TargetTracking.Decide(Target(), [Minutes(isOut ? 3 : 15, value)], running, running, isDeploying: false, Now);
        Assert.Equal((isOut, count), (wish!.IsOut, wish.Count));
    }

    [Theory]
    [InlineData(2, 120.0)]
    [InlineData(14, 15.0)]
    public void Nothing_happens_before_three_minutes_above_or_fifteen_below(int minutes, double value) =>
        Assert.Null(TargetTracking.Decide(Target(), [Minutes(minutes, value)], 4, 4, isDeploying: false, Now));

    [Fact]
    public void A_minute_without_data_or_near_the_target_begins_the_count_anew()
    {
        var above = Streak.None.After(80, 60).After(80, 60);
        Assert.False(above.After(null, 60).After(80, 60).WantsOut);
        Assert.False(above.After(57, 60).After(80, 60).WantsOut);
        Assert.True(above.After(80, 60).WantsOut);
    }

    [Fact]
    public void Scaling_in_keeps_what_the_busiest_of_the_fifteen_minutes_needed()
    {
        var streak = Enumerable.Range(0, 14).Aggregate(Streak.None.After(50, 60), (before, _) => before.After(6, 60));
        var wish = TargetTracking.Decide(Target(), [new Tracked(Policy() with { Streak = streak }, 6)], 10, 10, isDeploying: false, Now);
        Assert.Equal(9, wish!.Count);
    }

    [Fact]
    public void Capacity_that_was_just_added_counts_until_the_cooldown_is_over()
    {
        var target = Target() with { Last = new LastScaling(IsOut: true, Before: 2, Now.AddSeconds(60)) };
        Assert.Null(TargetTracking.Decide(target, [Minutes(3, 120)], 4, 4, isDeploying: false, Now));
        Assert.Equal(6, TargetTracking.Decide(target, [Minutes(3, 180)], 4, 4, isDeploying: false, Now)!.Count);
        Assert.Equal(8, TargetTracking.Decide(target, [Minutes(3, 120)], 4, 4, isDeploying: false, Now.AddSeconds(60))!.Count);
    }

    [Fact]
    public void Scaling_in_waits_for_its_cooldown_and_scaling_out_does_not()
    {
        var target = Target() with { Last = new LastScaling(IsOut: false, Before: 8, Now.AddSeconds(60)) };
        Assert.Null(TargetTracking.Decide(target, [Minutes(15, 15)], 8, 8, isDeploying: false, Now));
        Assert.NotNull(TargetTracking.Decide(target, [Minutes(15, 15)], 8, 8, isDeploying: false, Now.AddSeconds(60)));
        Assert.NotNull(TargetTracking.Decide(target, [Minutes(3, 120)], 4, 4, isDeploying: false, Now));
    }

    [Fact]
    public void What_is_suspended_does_not_happen()
    {
        var noIn = Target() with { Suspended = new Suspension(In: true, Out: false, Scheduled: false) };
        var noOut = Target() with { Suspended = new Suspension(In: false, Out: true, Scheduled: false) };
        Assert.Null(TargetTracking.Decide(noIn, [Minutes(15, 15)], 4, 4, isDeploying: false, Now));
        Assert.NotNull(TargetTracking.Decide(noIn, [Minutes(3, 120)], 4, 4, isDeploying: false, Now));
        Assert.Null(TargetTracking.Decide(noOut, [Minutes(3, 120)], 4, 4, isDeploying: false, Now));
        Assert.NotNull(TargetTracking.Decide(noOut, [Minutes(15, 15)], 4, 4, isDeploying: false, Now));
    }

    [Fact]
    public void Nothing_is_scaled_in_during_a_deployment()
    {
        Assert.Null(TargetTracking.Decide(Target(), [Minutes(15, 15)], 4, 4, isDeploying: true, Now));
        Assert.NotNull(TargetTracking.Decide(Target(), [Minutes(3, 120)], 4, 4, isDeploying: true, Now));
    }

    [Fact]
    public void Any_policy_scales_out_and_all_together_scale_in()
    {
        Assert.Equal(8, TargetTracking.Decide(Target(), [Minutes(3, 120), Minutes(15, 6)], 4, 4, isDeploying: false, Now)!.Count);
        Assert.Null(TargetTracking.Decide(Target(), [Minutes(1, 58), Minutes(15, 6)], 4, 4, isDeploying: false, Now));
        Assert.Equal(3, TargetTracking.Decide(Target(), [Minutes(15, 45), Minutes(15, 6)], 4, 4, isDeploying: false, Now)!.Count);
        var never = new Tracked(Policy() with { NeverIn = true }, 58);
        Assert.Equal(2, TargetTracking.Decide(Target(), [never, Minutes(15, 6)], 4, 4, isDeploying: false, Now)!.Count);
        Assert.Null(TargetTracking.Decide(Target(), [Minutes(15, 6) with { Policy = Minutes(15, 6).Policy with { NeverIn = true } }], 4, 4, isDeploying: false, Now));
    }

    private static ScalableTarget Target() => new(
        new ServiceKey("test", "web"), "arn", Now, 2, 10, Suspension.None, ImmutableSortedDictionary<string, string>.Empty);

    private static ScalingPolicy Policy() => new(
        "cpu", "arn", "id", Now, ScalingPolicy.Cpu, null, 60, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), NeverIn: false);

    private static Tracked Minutes(int minutes, double value) =>
        new(Policy() with { Streak = Enumerable.Range(0, minutes).Aggregate(Streak.None, (streak, _) => streak.After(value, 60)) }, value);
}
