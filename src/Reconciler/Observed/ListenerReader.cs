using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads the rules of whole listeners together, and their tags over all of them; ours are told by these.</summary>
public sealed class ListenerReader(AwsClients aws, TimeProvider clock)
{
    public const string PreviewHeader = "X-Publican-Preview";
    private readonly RuleTags _tags = new(aws, clock);
    private readonly ConcurrentDictionary<string, Uri> _origins = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (ImmutableHashSet<string> Services, DateTimeOffset At)> _lastSeen = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a listener may hold a rule of one of these services, though no route of theirs names it: it did when it was last read, or that was longer ago
    /// than a sweep. So one service in rollout does not cost the listeners of all others.
    /// </summary>
    public bool MayConcern(string listenerArn, IReadOnlySet<string> services, TimeSpan sweep) =>
        !_lastSeen.TryGetValue(listenerArn, out var last) || clock.GetUtcNow() - last.At >= sweep || last.Services.Overlaps(services);

    public async Task<IReadOnlyDictionary<string, ListenerRead>> ReadAsync(string environment, IReadOnlyCollection<string> listenerArns, CancellationToken cancel)
    {
        var found = new Dictionary<string, Fact<Found?>>(StringComparer.Ordinal);
        foreach (var listener in listenerArns)
            found[listener] = await Reading.TryAsync(clock, "DescribeRules", () => FindAsync(listener, cancel), cancel);
        var tags = await _tags.ReadAsync([.. found.Values.SelectMany(fact => fact.Value?.Rules ?? []).Select(rule => rule.RuleArn)], cancel);

        var reads = new Dictionary<string, ListenerRead>(StringComparer.Ordinal);
        foreach (var (listener, fact) in found)
        {
            var rules = Tagged(environment, listener, fact, tags);
            if (rules.Known)
                _lastSeen[listener] = ([.. (rules.Value ?? Enumerable.Empty<IGrouping<string, Rule>>()).Select(group => group.Key)], rules.At);
            reads[listener] = new ListenerRead(rules, _lastSeen.TryGetValue(listener, out var last) ? last.Services : null);
        }

        return reads;
    }

    private static Fact<ILookup<string, Rule>?> Tagged(
        string environment, string listenerArn, Fact<Found?> found, IReadOnlyDictionary<string, Fact<ImmutableSortedDictionary<string, string>>> tags)
    {
        if (found is not { Known: true, Value: { } listener })
            return found.Known ? Fact<ILookup<string, Rule>?>.Of(null, found.At) : Fact<ILookup<string, Rule>?>.Failed(found.Error!, found.At);
        if (listener.Rules.Select(rule => tags[rule.RuleArn]).FirstOrDefault(read => !read.Known) is { } unread)
            return Fact<ILookup<string, Rule>?>.Failed(unread.Error!, unread.At);
        return Fact<ILookup<string, Rule>?>.Of(
            listener.Rules
                .Select(rule => Map(rule, listenerArn, tags[rule.RuleArn].Value!, listener.Origin))
                .ToLookup(rule => rule.Tags.GetValueOrDefault(OwnerTags.Environment) == environment ? rule.Tags.GetValueOrDefault(OwnerTags.Service, ListenerRead.Strangers) : ListenerRead.Strangers, StringComparer.Ordinal),
            found.At);
    }

    private async Task<Found?> FindAsync(string listenerArn, CancellationToken cancel)
    {
        try
        {
            return await DescribeAsync(listenerArn, cancel);
        }
        catch (ListenerNotFoundException)
        {
            return null;
        }
    }

    private async Task<Found> DescribeAsync(string listenerArn, CancellationToken cancel)
    {
        var origin = await OriginAsync(listenerArn, cancel);
        var rules = new List<Amazon.ElasticLoadBalancingV2.Model.Rule>();
        string? marker = null;
        do
        {
            var page = await aws.LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { ListenerArn = listenerArn, Marker = marker }, cancel);
            rules.AddRange((page.Rules ?? []).Where(rule => rule.IsDefault != true));
            marker = page.NextMarker;
        }
        while (marker is not null);

        return new Found(rules, origin);
    }

    /// <summary>Where clients reach a listener. A listener never moves, so it is looked up once.</summary>
    private async Task<Uri> OriginAsync(string listenerArn, CancellationToken cancel)
    {
        if (_origins.TryGetValue(listenerArn, out var known))
            return known;
        var listener = await OneAsync(listenerArn, cancel);
        var balancers = await aws.LoadBalancing.DescribeLoadBalancersAsync(
            new DescribeLoadBalancersRequest { LoadBalancerArns = [listener.LoadBalancerArn] }, cancel);
        var scheme = listener.Protocol == ProtocolEnum.HTTPS ? "https" : "http";
        return _origins[listenerArn] = new Uri($"{scheme}://{balancers.LoadBalancers[0].DNSName}:{listener.Port}");
    }

    private async Task<Listener> OneAsync(string listenerArn, CancellationToken cancel)
    {
        try
        {
            var answer = await aws.LoadBalancing.DescribeListenersAsync(new DescribeListenersRequest { ListenerArns = [listenerArn] }, cancel);
            return answer.Listeners is [var listener, ..] ? listener : throw new ListenerNotFoundException($"DescribeListeners does not show {listenerArn}");
        }
        catch (AmazonElasticLoadBalancingV2Exception error) when (error.ErrorCode == "ValidationError")
        {
            // What the outputs name never was the ARN of a listener: no rule can stand there.
            throw new ListenerNotFoundException(error.Message, error);
        }
    }

    private sealed record Found(List<Amazon.ElasticLoadBalancingV2.Model.Rule> Rules, Uri Origin);

    private static Rule Map(Amazon.ElasticLoadBalancingV2.Model.Rule rule, string listenerArn, ImmutableSortedDictionary<string, string> tags, Uri origin)
    {
        var forward = (rule.Actions ?? []).FirstOrDefault(action => action.Type == ActionTypeEnum.Forward);
        var conditions = rule.Conditions ?? [];
        var header = conditions.FirstOrDefault(condition =>
            string.Equals(condition.HttpHeaderConfig?.HttpHeaderName, PreviewHeader, StringComparison.OrdinalIgnoreCase));
        return new Rule
        {
            Arn = rule.RuleArn,
            ListenerArn = listenerArn,
            Priority = int.TryParse(rule.Priority, out var priority) ? priority : 0,
            Weights = WeightsOf(forward),
            Sticky = forward?.ForwardConfig?.TargetGroupStickinessConfig is { Enabled: true } sticky ? TimeSpan.FromSeconds(sticky.DurationSeconds ?? 0) : null,
            Hosts = [.. conditions.SelectMany(condition => condition.HostHeaderConfig?.Values ?? [])],
            Paths = [.. conditions.SelectMany(condition => condition.PathPatternConfig?.Values ?? [])],
            PreviewHeader = header?.HttpHeaderConfig.Values?.FirstOrDefault(),
            Origin = origin,
            Tags = tags,
        };
    }

    // A forward to a single group may come back without ForwardConfig, as TargetGroupArn alone.
    private static ImmutableSortedDictionary<string, int> WeightsOf(Amazon.ElasticLoadBalancingV2.Model.Action? forward) => forward switch
    {
        { ForwardConfig.TargetGroups: { Count: > 0 } groups } =>
            groups.ToImmutableSortedDictionary(group => group.TargetGroupArn, group => group.Weight ?? 1, StringComparer.Ordinal),
        { TargetGroupArn: { } arn } => ImmutableSortedDictionary<string, int>.Empty.Add(arn, 100),
        _ => ImmutableSortedDictionary<string, int>.Empty,
    };
}
