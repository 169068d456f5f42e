using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class CrashCheckTests
{
    private static readonly Crash Exited = new("arn:task/1", Sample.Now, Exited: true, "Essential container in task exited, exit code 1");

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Without_a_check_of_its_own_two_crashes_are_borne_and_the_third_is_not(int crashes, bool isHome)
    {
        var decision = (Scene.At(10, 1) with { Crashes = Of(crashes) }).Decide();

        Assert.Equal(isHome ? Codes.Crashed : null, decision.Failure?.Code);
        Assert.Equal(isHome ? 3 : 0, decision.Failure?.Samples.Length ?? 0);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 6, true)]
    public void A_team_may_bear_more_or_none(int max, int crashes, bool isHome) =>
        Assert.Equal(isHome ? Codes.Crashed : null, (Scene.At(10, 1) with { Spec = Allowing(max), Crashes = Of(crashes) }).Decide().Failure?.Code);

    [Fact]
    public void Crashes_before_the_first_traffic_count_too_and_give_it_none()
    {
        var decision = (Scene.Prepared with { Spec = Allowing(0), Crashes = Of(1) }).Decide();

        Assert.Equal(Codes.Crashed, Assert.IsType<PlannedAction.WriteRecord>(decision.Action).After.Bad[0].Code);
        Assert.Equal(Codes.Crashed, (Scene.Prepared with { Spec = Allowing(0), Green = ("h1:new", 2, 1), GreenState = "IN_PROGRESS", Crashes = Of(1) }).Decide().Failure!.Code);
    }

    [Fact]
    public void A_target_that_is_missing_because_its_task_crashed_is_called_a_crash()
    {
        var decision = (Scene.At(10, 1) with { GreenHealthy = 1, Crashes = Of(1) }).Decide();

        Assert.Equal(Codes.Crashed, decision.Failure!.Code);
        Assert.Contains("1 of 2 targets", decision.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 1", decision.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(Codes.Unhealthy, (Scene.At(10, 1) with { GreenHealthy = 1, Crashes = new([Exited with { Exited = false }]) }).Decide().Failure!.Code);
    }

    [Fact]
    public void Stopped_tasks_that_cannot_be_read_let_nothing_go_on_and_take_nothing_back()
    {
        var decision = (Scene.At(10, 60) with { Crashes = new([], "ListTasks: away") }).Decide();

        Assert.Null(decision.Action);
        Assert.Contains("ListTasks: away", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warm_colour_is_not_judged_by_what_it_lost_long_ago()
    {
        var back = Scene.Prepared with
        {
            Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5), Attempt = Scene.Armed },
            Spec = Allowing(0),
            Crashes = Of(1),
        };

        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>((back with { Memory = back.Memory with { Armed = Scene.Armed.ToString() } }).Decide().Action).CandidateWeight);
    }

    [Fact]
    public void What_a_warm_colour_loses_once_it_has_traffic_again_is_judged()
    {
        var back = Scene.At(100, 1) with { Spec = Allowing(0), Record = Scene.At(100, 1).Record with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5) } };
        Assert.Equal(Codes.Crashed, (back with { Crashes = Of(1) }).Decide().Failure?.Code);
        Assert.Equal(Codes.Crashed, (back with { Crashes = new([Exited with { At = Sample.Now - TimeSpan.FromSeconds(1) }]) }).Decide().Failure?.Code);
        Assert.Null((back with { Crashes = new([Exited with { At = Sample.Now - TimeSpan.FromSeconds(2) }]) }).Decide().Failure);
    }

    [Fact]
    public void One_task_ended_by_itself_and_two_by_themselves()
    {
        Assert.StartsWith("1 task of the candidate ended by itself, allowed are 0: ", (Scene.At(10, 1) with { Spec = Allowing(0), Crashes = Of(1) }).Decide().Failure!.Message, StringComparison.Ordinal);
        Assert.StartsWith("2 tasks of the candidate ended by themselves, allowed are 0: ", (Scene.At(10, 1) with { Spec = Allowing(0), Crashes = Of(2) }).Decide().Failure!.Message, StringComparison.Ordinal);
    }

    private static Crashes Of(int count) => new([.. Enumerable.Repeat(Exited, count)]);

    private static ServiceSpec Allowing(int max)
    {
        var spec = Sample.Spec();
        return spec with { Rollout = spec.Rollout with { Checks = [.. spec.Rollout.Checks, new RestartsCheckSpec(max)] } };
    }
}
