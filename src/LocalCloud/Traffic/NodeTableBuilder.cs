using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>The rules of a listener on their way to a node, with the groups they name: one may be deleted before the rules arrive.</summary>
public sealed record RuleUpdate(Listener Listener, IReadOnlyDictionary<string, GroupRoute> Groups);

/// <summary>Makes a node's table of a listener's rules.</summary>
public sealed class NodeTableBuilder(TargetPools pools, MetricStore metrics, TrafficLog log)
{
    public RuleUpdate Prepare(Listener listener) => new(listener, listener.AllRules
        .SelectMany(rule => ElbState.GroupsOf(rule.Action))
        .Distinct()
        .ToDictionary(group => group, group => new GroupRoute(pools.Of(group), metrics.Of(listener.LoadBalancerArn, group))));

    /// <param name="previous">Segments of rules whose weights stay go on; those of others are closed.</param>
    public NodeTable Build(RuleUpdate update, int node, NodeTable? previous, DateTimeOffset now)
    {
        var before = Forwards(previous).ToDictionary(route => route.RuleArn);
        var routes = update.Listener.AllRules.Select(rule => Build(update, rule, node, before.GetValueOrDefault(rule.Arn), now)).ToArray();
        var kept = routes.OfType<ForwardRoute>().Select(route => route.Segment).ToHashSet();
        foreach (var route in before.Values.Where(route => !kept.Contains(route.Segment))) route.Segment.Close(now);
        return new NodeTable(routes);
    }

    public static void Close(NodeTable table, DateTimeOffset now)
    {
        foreach (var route in Forwards(table)) route.Segment.Close(now);
    }

    private Route Build(RuleUpdate update, Rule rule, int node, ForwardRoute? previous, DateTimeOffset now)
    {
        var matcher = new RuleMatcher(rule.Conditions);
        if (rule.Action is not ForwardAction forward) return new AnswerRoute(rule.Arn, matcher, rule.Action);
        if (previous is not null && previous.Segment.Groups.SequenceEqual(forward.Groups))
            return previous with { Matcher = matcher, Sticky = forward.Sticky };
        var segment = new RuleSegment(rule.Arn, node, now, forward.Groups);
        log.Add(segment);
        return new ForwardRoute(
            rule.Arn, matcher, new WeightedPicker([.. forward.Groups.Select(group => group.Weight)]),
            [.. forward.Groups.Select(group => update.Groups[group.TargetGroupArn])], segment, forward.Sticky);
    }

    private static IEnumerable<ForwardRoute> Forwards(NodeTable? table) => table?.Routes.OfType<ForwardRoute>() ?? [];
}
