using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>The service runs in the shape of one strategy, and another one is desired.</summary>
public sealed class StrategyChangedTests
{
    private static readonly ReleaseRecord InRollout = Scene.Released with { Attempt = Scene.Moving, Since = new Since(10, Sample.Now - TimeSpan.FromSeconds(1)) };

    private static RollingScene RollingOver(int weight, ReleaseRecord record) => new()
    {
        Desired = "h1:worker",
        Runs = null,
        OtherShape = new(Sample.Service(Colour.Blue, "h1:old", 2, record: record), Sample.Service(Colour.Green, "h1:new", 2)),
        Rules = new ServiceRules([Sample.Production(100 - weight)], []),
        Health = new(Sample.Healthy(2), Sample.Healthy(2)),
    };

    [Fact]
    public void Another_strategy_is_refused_and_nothing_is_touched()
    {
        var refused = RollingOver(0, Scene.Released).Decide();
        Assert.Equal((Phase.Contested, null, Alarms.StrategyChanged), (refused.Phase, refused.Action, refused.Alarm?.Reason));
        Assert.Contains("beer-api-blue and beer-api-green", refused.Reason, StringComparison.Ordinal);

        var scene = new Scene { Desired = "h1:new", Blue = null, Green = null, GreenWeight = null, Record = ReleaseRecord.Empty };
        var target = Sample.Target("h1:new");
        var seen = scene.Observe(target) with { OtherShape = Fact<Pair<EcsService?>>.Of(new(Sample.Service(Colour.Blue, "h1:old", 2) with { Name = "beer-api" }, null), Sample.Now) };
        var canary = RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now);
        Assert.Equal((Phase.Contested, null, Alarms.StrategyChanged), (canary.Phase, canary.Action, canary.Alarm?.Reason));
    }

    [Fact]
    public void A_rollout_with_traffic_is_brought_home_first_and_closed_without_a_verdict()
    {
        var home = RollingOver(10, InRollout).Decide();
        var weights = Assert.IsType<PlannedAction.SetWeights>(home.Action);
        Assert.Equal((0, Codes.Superseded), (weights.CandidateWeight, home.Failure?.Code));

        var close = Assert.IsType<PlannedAction.WriteRecord>(RollingOver(0, InRollout).Decide().Action);
        Assert.Equal((RecordChange.Close, true), (close.Change, close.After.Bad.IsEmpty));
    }

    [Fact]
    public void While_it_is_not_known_what_runs_under_the_other_strategy_nothing_is_created()
    {
        var scene = new RollingScene { Runs = null };
        var seen = scene.Observe() with { OtherShape = Fact<Pair<EcsService?>>.Failed("DescribeServices: throttled", Sample.Now) };
        Assert.Equal(Phase.Blind, RolloutMachine.Decide(scene.Target, seen, scene.Memory, Sample.Now).Phase);
    }

    [Fact]
    public void A_strangers_service_of_that_name_is_no_strategy_of_ours()
    {
        var stranger = Sample.Service(Colour.Blue, "h1:old", 2) with { Ours = false };
        Assert.IsType<PlannedAction.CreateRollingService>((new RollingScene { Runs = null, OtherShape = new(stranger, null) }).Decide().Action);
    }
}
