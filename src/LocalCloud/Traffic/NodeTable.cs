using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>A rule made ready for requests.</summary>
public abstract record Route(string RuleArn, RuleMatcher Matcher);

public sealed record AnswerRoute(string RuleArn, RuleMatcher Matcher, RuleAction Action) : Route(RuleArn, Matcher);

/// <param name="Groups">In the order of the segment's groups.</param>
/// <param name="Sticky">How long clients stay with a group; null for not at all.</param>
public sealed record ForwardRoute(string RuleArn, RuleMatcher Matcher, WeightedPicker Picker, GroupRoute[] Groups, RuleSegment Segment, TimeSpan? Sticky)
    : Route(RuleArn, Matcher);

public sealed record GroupRoute(TargetPool Pool, MetricSeries Metrics);

/// <summary>The rules of one listener as one node obeys them, in order, the default rule last. Never changes: a node swaps tables.</summary>
public sealed class NodeTable(Route[] routes)
{
    public IReadOnlyList<Route> Routes => routes;

    public Route Find(RequestFacts request)
    {
        foreach (var route in routes.AsSpan()[..^1])
        {
            if (route.Matcher.Matches(request)) return route;
        }

        return routes[^1];
    }
}
