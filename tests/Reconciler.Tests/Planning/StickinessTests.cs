using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>What keeps clients with a side, and whether the routes allow it.</summary>
public sealed class StickinessTests
{
    private static readonly RouteSpec Public = new("public", ["/*"], 100), Secure = new("secure", ["/*"], 100);
    private static readonly Rule OnPublic = Sample.Production(100), OnSecure = OnPublic with { Arn = Sample.SecondRule, ListenerArn = Sample.Secure };
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Nothing_is_sticky_unless_it_says_so() => Assert.Empty(Stickiness.Of(Of(Public), [OnPublic], Groups(sticky: false)));

    [Fact]
    public void A_sticky_rule_is_allowed_by_its_own_route_only()
    {
        var found = Stickiness.Of(Of(Public with { AllowStickiness = true }, Secure), [OnPublic with { Sticky = Hour }, OnSecure with { Sticky = Hour }], null);

        Assert.Equal([("spec.routes[0].stickiness", true), ("spec.routes[1].stickiness", false)], found.Select(one => (one.Where, one.IsAllowed)));
        Assert.Contains("the production rule public/100 is sticky for 1h: a rollback is not immediate", found[0].Message, StringComparison.Ordinal);
        Assert.Contains("the production rule secure/100 is sticky for 1h", found[1].Message, StringComparison.Ordinal);
        Assert.Contains("turn that off, or write stickiness: {allow: true}", found[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_no_route_wants_and_a_sticky_target_group_need_every_route_to_allow_it()
    {
        var leftOver = OnSecure with { Sticky = Hour };
        Assert.Equal([true, true], Stickiness.Of(Of(Public with { AllowStickiness = true }), [OnPublic, leftOver], Groups(sticky: true)).Select(one => one.IsAllowed));
        var found = Stickiness.Of(Of(Public), [OnPublic, leftOver], Groups(sticky: true));
        Assert.Equal([false, false], found.Select(one => one.IsAllowed));
        Assert.Contains("the target group green keeps clients with a task of theirs (stickiness.enabled)", found[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pre_flight_stops_for_what_is_not_allowed_and_remarks_what_is()
    {
        Assert.True(Assert.Single(Found(Public)).Stops);
        Assert.False(Assert.Single(Found(Public with { AllowStickiness = true })).Stops);

        static IEnumerable<Finding> Found(RouteSpec route) =>
            Preflight.Of(Of(route), Sample.Preflight, Groups(sticky: false), [], [], Stickiness.Of(Of(route), [OnPublic with { Sticky = Hour }], null)).Findings;
    }

    [Fact]
    public void The_preview_rule_of_a_sticky_target_group_is_sticky_because_ELB_refuses_it_otherwise()
    {
        var target = Sample.Target("h1:new", Sample.Spec() with { Routes = [Public with { AllowStickiness = true }] });
        var scene = new Scene { Desired = "h1:new", Spec = target.Spec };
        var seen = scene.Observe(target);

        Assert.False(Planned(seen).Sticky);
        Assert.True(Planned(seen with { TargetGroups = Fact<Pair<TargetGroup?>>.Of(Groups(sticky: true), Sample.Now) }).Sticky);

        PlannedAction.CreatePreviewRule Planned(ServiceObservation world) =>
            Assert.IsType<PlannedAction.CreatePreviewRule>(Publican.Rollouts.RolloutMachine.Decide(target, world, scene.Memory, Sample.Now).Action);
    }

    private static Target Of(params RouteSpec[] routes) => Sample.Target("h1:new", Sample.Spec() with { Routes = [.. routes] });

    private static Pair<TargetGroup?> Groups(bool sticky)
    {
        var settings = Sample.Target("h1:new").GroupSettings;
        return new(Sample.TargetGroup(Colour.Blue, settings), Sample.TargetGroup(Colour.Green, settings) with { Sticky = sticky });
    }
}
