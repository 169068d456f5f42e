using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>ELB refuses a priority that is in use, and services move one by one.</summary>
public sealed class PriorityTests
{
    [Theory]
    [InlineData("", 101)]
    [InlineData("101", 99)]
    [InlineData("101 99", null)]
    [InlineData("102 98", 101)]
    public void It_steps_aside_to_a_free_place_between_its_neighbours(string neighbours, int? aside) =>
        Assert.Equal(aside, Planned([.. neighbours.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse), 200], wanted: [100])?.Priority - 25000);

    [Fact]
    public void A_place_that_another_one_wants_is_not_stepped_into() => Assert.Equal(25102, Planned([200], wanted: [100, 101])!.Priority);

    [Fact]
    public void Places_beyond_those_of_production_are_nobodys_to_step_into()
    {
        Assert.Null(Planned([2, 200], wanted: [1], at: 1));
        Assert.Equal(25_000 + 24_998, Planned([200], wanted: [24_999], at: 24_999)!.Priority);
    }

    [Theory]
    [InlineData(101, 104, 99)] // Its own second rule stands in the way on the one side,
    [InlineData(150, 104, 102)] // and where that rule is to go is no free place either,
    [InlineData(101, 99, 99)] // but another listener has places of its own.
    public void It_steps_neither_onto_another_rule_of_its_own_service_nor_into_the_place_of_one(int second, int secure, int aside)
    {
        var target = Sample.Target("h1:old", Sample.Spec() with { Routes = [new("public", ["/*"], 200), new("public", ["/b"], 101), new("secure", ["/*"], 103)] }) with { WantedByOthers = [(Sample.Listener, 25100)] };
        var scene = new Scene { Spec = target.Spec };
        var seen = scene.Observe(target) with
        {
            Rules = Fact<ServiceRules>.Of(new([Own(Sample.Rule, 100), Own("arn:rule/b", second), Own("arn:rule/c", secure) with { ListenerArn = Sample.Secure }], []) { Taken = [new(Sample.Listener, 25200, "ale", "arn:rule/ale")] }, Sample.Now),
        };
        var move = PriorityMove.Of(new View(target, seen, scene.Memory, Sample.Now), target.Routes[0], seen.Rules.Value!.Production[0]);
        Assert.Equal((25_000 + aside, "ale"), (move.Priority, move.By!.Service));

        static Rule Own(string arn, int priority) => Sample.Traffic(arn, 25_000 + priority, 100, 0, Rule.OfProduction, "h1:old");
    }

    [Fact]
    public void It_goes_straight_to_a_place_that_is_free() => Assert.Equal(25200, Planned([300], wanted: [100])!.Priority);

    [Fact]
    public void It_stays_where_nobody_wants_its_place() => Assert.Null(Planned([200], wanted: []));

    [Fact]
    public void Two_that_swap_are_both_where_they_belong_after_two_moves_each()
    {
        var (mine, other, moves) = (100, 200, 0);
        while ((mine, other) != (200, 100))
        {
            Assert.InRange(++moves, 1, 4);
            var (next, nextOther) = (Move(mine, 200, other), Move(other, 100, mine));

            // The same moment: whoever is told no by ELB looks again.
            (mine, other) = (next == other ? mine : next, nextOther == mine ? other : nextOther);
        }

        Assert.InRange(moves, 2, 3);

        static int Move(int at, int to, int other) => (Planned([other], wanted: [300 - to], at, to)?.Priority ?? at + 25000) - 25000;
    }

    [Fact]
    public void What_waits_says_whose_rule_is_in_the_way_and_a_stranger_is_an_alarm()
    {
        var decision = Decide([200], [], 100, 200, who: "ale");
        Assert.Equal((Phase.Steady, null, null), (decision.Phase, decision.Action, decision.Alarm));
        Assert.Equal("the rule of the route public/200 stands at public/100: priority 200 is taken by the rule of ale; it goes there when that has moved. Should it not, choose another priority", decision.Reason);

        var stranger = Decide([200], [], 100, 200, who: null);
        Assert.Equal(Alarms.PriorityTaken, stranger.Alarm!.Reason);
        Assert.EndsWith("priority 200 is taken by arn:rule/200, which is no rule of this environment; remove that one, or choose another priority", stranger.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_count_is_put_right_while_a_rule_waits_for_its_place()
    {
        var decision = Decide([200], [], 100, 200, who: null, blue: 3);
        Assert.Equal(2, Assert.IsType<PlannedAction.Scale>(decision.Action).Count);
    }

    [Fact]
    public void Where_the_other_services_want_to_stand_is_told_by_their_routes_on_the_listeners_of_its_own()
    {
        var web = Sample.Target("h1:old");
        ServiceSpec[] all =
        [
            web.Spec,
            web.Spec with { Name = "ale", Routes = [new RouteSpec("public", ["/ale"], 7), new RouteSpec("secure", ["/ale"], 8), new RouteSpec("nowhere", ["/ale"], 9)] },
        ];
        Assert.Equal([(Sample.Listener, 25007)], web.Among(all).WantedByOthers);
        var onBoth = Sample.Target("h1:old", web.Spec with { Routes = [.. web.Spec.Routes, new RouteSpec("secure", ["/*"], 100)] });
        Assert.Equal([(Sample.Listener, 25007), (Sample.Secure, 25008)], onBoth.Among(all).WantedByOthers.Order());
    }

    private static PlannedAction.SetRoutePriority? Planned(int[] taken, int[] wanted, int at = 100, int to = 200) =>
        Decide(taken, wanted, at, to, who: "ale").Action is { } action ? Assert.IsType<PlannedAction.SetRoutePriority>(action) : null;

    private static Decision Decide(int[] taken, int[] wanted, int at, int to, string? who, int blue = 2)
    {
        var spec = Sample.Spec() with { Routes = [new RouteSpec("public", ["/*"], to)] };
        var target = Sample.Target("h1:old", spec) with { WantedByOthers = [.. wanted.Select(priority => (Sample.Listener, 25000 + priority))] };
        var scene = new Scene { Spec = spec, Blue = ("h1:old", blue, blue), BlueHealthy = blue };
        var seen = scene.Observe(target);
        var rules = seen.Rules.Value! with
        {
            Production = [seen.Rules.Value.Production[0] with { Priority = 25000 + at }],
            Taken = [.. taken.Select(priority => new TakenPlace(Sample.Listener, 25000 + priority, who, $"arn:rule/{priority}")).Append(new TakenPlace(Sample.Secure, 25000 + to, null, "arn:rule/elsewhere"))],
        };
        return RolloutMachine.Decide(target, seen with { Rules = Fact<ServiceRules>.Of(rules, Sample.Now) }, scene.Memory, Sample.Now);
    }
}
