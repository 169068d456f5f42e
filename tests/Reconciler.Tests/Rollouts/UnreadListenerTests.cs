using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>One listener of several could not be read: what is seen is not all there is.</summary>
public sealed class UnreadListenerTests
{
    [Fact]
    public void A_failing_candidate_loses_the_traffic_that_can_be_seen()
    {
        var home = Assert.IsType<PlannedAction.SetWeights>(Decide(Scene.At(10, 60) with { ChecksGood = false }).Action);
        Assert.Equal((Sample.Rule, 0), (home.RuleArn, home.CandidateWeight));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(100)]
    public void Nothing_else_is_written(int weight)
    {
        var decision = Decide(weight == 0 ? Scene.Prepared : Scene.At(weight, 60));
        Assert.Equal((Phase.Blind, null, "inside: away"), (decision.Phase, decision.Action, decision.Reason));
    }

    [Fact]
    public void Numbers_that_are_only_odd_and_a_rule_that_is_not_seen_wait()
    {
        var target = Sample.Target("h1:old");
        var seen = new Scene().Observe(target);
        var odd = seen.Rules.Value! with { Production = [Sample.Production(100) with { Weights = Sample.Production(100).Weights.SetItem(Sample.Blue, 1) }], Unread = "inside: away" };
        Assert.Null(RolloutMachine.Decide(target, seen with { Rules = Of(odd) }, new Scene().Memory, Sample.Now).Action);
        Assert.Null(RolloutMachine.Decide(target, seen with { Rules = Of(ServiceRules.None with { Unread = "inside: away" }) }, new Scene().Memory, Sample.Now).Action);
    }

    /// <summary>A weight that is not seen has not fallen, and a side without a weight on what is seen is not idle.</summary>
    [Fact]
    public void Nothing_is_learned_from_it()
    {
        var scene = Scene.At(10, 60);
        var target = Sample.Target(scene.Desired, scene.Spec);
        var seen = (scene with { GreenWeight = 0 }).Observe(target);
        var memory = scene.Memory with { LastRevision = target.Revision };
        Assert.True(Remember.Seen(memory, seen, target, Sample.Now).FellByHand);
        Assert.Equal(memory, Remember.Seen(memory, Partly(seen), target, Sample.Now));
    }

    private static Decision Decide(Scene scene)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        return RolloutMachine.Decide(target, Partly(scene.Observe(target)), scene.Memory, Sample.Now);
    }

    private static ServiceObservation Partly(ServiceObservation seen) => seen with { Rules = Of(seen.Rules.Value! with { Unread = "inside: away" }) };

    private static Fact<ServiceRules> Of(ServiceRules rules) => Fact<ServiceRules>.Of(rules, Sample.Now);
}
