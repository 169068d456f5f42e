using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>Rules carry no name of a route: they are told by where they stand and what they match.</summary>
public sealed class RouteMatchTests
{
    private static readonly ResolvedRoute Api = Route(100, "/api/*"), Site = Route(200, "/*"), Secure = Route(100, "/*", Sample.Secure);

    [Fact]
    public void The_order_in_the_file_means_nothing()
    {
        ImmutableArray<Rule> rules = [RuleOf(Site), RuleOf(Secure), RuleOf(Api)];
        foreach (var routes in new ImmutableArray<ResolvedRoute>[] { [Api, Site, Secure], [Secure, Site, Api], [Site, Api, Secure] })
        {
            var match = RouteMatch.Of(routes, rules);
            Assert.Equal(3, match.Pairs.Length);
            Assert.All(match.Pairs, pair => Assert.True(pair.Route.IsProduction(pair.Rule)));
            Assert.Empty(match.Missing);
            Assert.Empty(match.Surplus);
        }
    }

    [Fact]
    public void A_route_without_a_rule_is_missing_and_a_rule_without_a_route_is_left_over()
    {
        var match = RouteMatch.Of([Api, Secure], [RuleOf(Api), RuleOf(Site)]);
        Assert.Equal([(Api, RuleOf(Api).Arn)], match.Pairs.Select(pair => (pair.Route, pair.Rule.Arn)));
        Assert.Equal([Secure], match.Missing.AsEnumerable());
        Assert.Equal([RuleOf(Site).Arn], match.Surplus.Select(rule => rule.Arn));
    }

    [Fact]
    public void A_rule_is_never_taken_for_a_route_of_another_listener()
    {
        var match = RouteMatch.Of([Secure], [RuleOf(Site)]);
        Assert.Empty(match.Pairs);
        Assert.Equal([Secure], match.Missing.AsEnumerable());
        Assert.Single(match.Surplus);
    }

    [Fact]
    public void A_rule_whose_conditions_changed_is_told_by_its_priority_and_one_that_moved_by_its_conditions()
    {
        Assert.Equal(RuleOf(Api).Arn, Assert.Single(RouteMatch.Of([Route(100, "/v2/*")], [RuleOf(Api)]).Pairs).Rule.Arn);
        Assert.Equal(RuleOf(Api).Arn, Assert.Single(RouteMatch.Of([Route(150, "/api/*")], [RuleOf(Api)]).Pairs).Rule.Arn);

        // Neither fits any more: it is still the only one there is, and needs no second rule beside it.
        Assert.Equal(RuleOf(Api).Arn, Assert.Single(RouteMatch.Of([Route(150, "/v2/*")], [RuleOf(Api)]).Pairs).Rule.Arn);
    }

    /// <summary>ELB would refuse the first of the two moves; what they match is written instead.</summary>
    [Fact]
    public void Two_routes_of_a_service_that_swap_their_priorities_keep_their_places()
    {
        var match = RouteMatch.Of([Api with { Spec = Api.Spec with { Priority = 200 } }, Site with { Spec = Site.Spec with { Priority = 100 } }], [RuleOf(Api), RuleOf(Site)]);
        Assert.All(match.Pairs, pair => Assert.Equal(pair.Route.ProductionPriority, pair.Rule.Priority));
        Assert.All(match.Pairs, pair => Assert.False(pair.Route.HasConditionsOf(pair.Rule)));
    }

    [Fact]
    public void Hosts_and_paths_are_sets()
    {
        var route = new ResolvedRoute(new RouteSpec("public", ["/a", "/b"], 100) { Hosts = ["a.example.com", "b.example.com"] }, Sample.Listener);
        var rule = RuleOf(Api) with { Paths = ["/b", "/a"], Hosts = ["b.example.com", "a.example.com"] };
        Assert.True(route.IsProduction(rule));
        Assert.False(route.HasConditionsOf(rule with { Hosts = ["b.example.com"] }));
        Assert.False(route.HasConditionsOf(rule with { Paths = ["/b", "/c"] }));
    }

    [Fact]
    public void A_service_whose_listeners_belong_to_two_load_balancers_is_refused_and_both_are_named()
    {
        var elsewhere = "arn:aws:elasticloadbalancing:eu-west-1:0:listener/app/internal/9/9";
        var outputs = Sample.Outputs with { Listeners = Sample.Outputs.Listeners.Add("internal", elsewhere) };
        Assert.NotNull(Resolve([new RouteSpec("public", ["/*"], 1), new RouteSpec("secure", ["/*"], 1)]).Target);

        var several = Resolve([new RouteSpec("public", ["/*"], 1), new RouteSpec("internal", ["/*"], 1)]);
        Assert.Null(several.Target);
        Assert.Equal(
            "spec.routes: a target group belongs to one load balancer, but the listeners public and internal belong to different ones; name listeners of one",
            Assert.Single(several.Missing));

        // A test listener is one of them.
        Assert.Contains("public and internal", Assert.Single(Resolve([new RouteSpec("public", ["/*"], 1) { TestListener = "internal" }]).Missing), StringComparison.Ordinal);

        Resolution Resolve(ImmutableArray<RouteSpec> routes) =>
            TargetResolver.Resolve(Sample.Spec() with { Routes = routes }, Sample.Environment(), outputs, new Dictionary<string, long>(), "abc");
    }

    private static ResolvedRoute Route(int priority, string path, string listener = Sample.Listener) =>
        new(new RouteSpec(listener == Sample.Listener ? "public" : "secure", [path], priority), listener);

    private static Rule RuleOf(ResolvedRoute route) => Sample.Production(100) with
    {
        Arn = $"arn:rule/{route.Label}",
        ListenerArn = route.ListenerArn,
        Priority = route.ProductionPriority,
        Paths = route.Spec.Paths,
    };
}
