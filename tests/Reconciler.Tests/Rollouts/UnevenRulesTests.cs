using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>A step is written rule by rule: the first of two rules stands at 10%, the other one still at 0.</summary>
public sealed class UnevenRulesTests
{
    private static readonly Scene Uneven = Scene.At(10, 1) with { Record = Scene.Released with { Attempt = Scene.Armed }, Spec = Sample.Spec() with { Routes = [.. Sample.Spec().Routes, new RouteSpec("secure", ["/*"], 100)] } };

    [Fact]
    public void The_other_rule_follows_at_once()
    {
        var decision = Decide(Uneven);
        Assert.Equal(new PlannedAction.SetWeights(Sample.SecondRule, Colour.Blue, Sample.Blue, Sample.Green, 0, 10, "next rule") { On = "secure/100" }, decision.Action);
        Assert.Equal((Phase.Step, "the other rules stand at 10% already"), (decision.Phase, decision.Reason));
    }

    [Fact]
    public void Tasks_that_were_taken_away_come_back_first_those_of_the_stable_side_before_all()
    {
        var (blue, green) = (Uneven with { Blue = ("h1:old", 1, 1) }, Uneven with { Green = ("h1:new", 1, 1), Memory = Uneven.Memory with { Counts = new(2, 1) } });
        Assert.Equal((Colour.Blue, 2), Scaled(Decide(blue)));
        Assert.Equal((Colour.Blue, 2), Scaled(Decide(blue with { Green = green.Green, Memory = green.Memory })));
    }

    [Fact]
    public void It_waits_for_targets_and_for_people()
    {
        Assert.Equal((null, "the stable side runs 1 of 2 tasks; waiting until it is complete"), Waits(Uneven with { Blue = ("h1:old", 2, 1) }));
        Assert.StartsWith("paused by ann", Waits(Uneven with { Intents = Sample.Wish(Verb.Pause, "h1:new") }).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void On_the_way_home_the_rule_that_gives_most_comes_first_and_one_that_was_written_already_last()
    {
        var home = Scene.At(50, 1) with { Spec = Uneven.Spec, Intents = Sample.Wish(Verb.Abort, "h1:new") };
        Assert.Equal((Sample.Rule, 0), Written(Decide(home, second: 10)));
        Assert.Equal((Sample.SecondRule, 0), Written(Decide(home with { Memory = home.Memory with { Homeward = [Sample.Rule] } }, second: 10)));

        static (string, int) Written(Decision decision) => Assert.IsType<PlannedAction.SetWeights>(decision.Action) is var weights ? (weights.RuleArn, weights.CandidateWeight) : default;
    }

    private static (PlannedAction? Action, string Reason) Waits(Scene scene) => (Decide(scene).Action, Decide(scene).Reason);

    private static (Colour, int) Scaled(Decision decision) => Assert.IsType<PlannedAction.Scale>(decision.Action) is var scale ? (scale.Colour, scale.Count) : default;

    private static Decision Decide(Scene scene, int second = 0)
    {
        var target = Sample.Target("h1:new", scene.Spec);
        var seen = scene.Observe(target);
        var other = Sample.Production(100 - second) with { Arn = Sample.SecondRule, ListenerArn = Sample.Secure };
        seen = seen with { Rules = Fact<ServiceRules>.Of(seen.Rules.Value! with { Production = seen.Rules.Value!.Production.Add(other) }, Sample.Now) };
        return RolloutMachine.Decide(target, seen, Remember.Seen(scene.Memory, seen, target, Sample.Now), Sample.Now);
    }
}
