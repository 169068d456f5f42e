using System.Collections.Concurrent;
using System.Collections.Immutable;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads the rules of a whole listener together; ours are told by their tags.</summary>
public sealed class ListenerReader(AwsClients aws, TimeProvider clock)
{
    public const string PreviewHeader = "X-Publican-Preview";
    private readonly RuleTags _tags = new(aws, clock);
    private readonly ConcurrentDictionary<string, Uri> _origins = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _lastSeen = new(StringComparer.Ordinal);

    public async Task<ListenerRead> ReadAsync(string environment, string listenerArn, CancellationToken cancel)
    {
        var rules = await Reading.TryAsync(clock, "DescribeRules", () => FindAsync(environment, listenerArn, cancel), cancel);
        if (rules.Known)
            _lastSeen[listenerArn] = [.. (rules.Value ?? Enumerable.Empty<IGrouping<string, Rule>>()).Select(group => group.Key)];
        return new ListenerRead(rules, _lastSeen.GetValueOrDefault(listenerArn));
    }

    private async Task<ILookup<string, Rule>?> FindAsync(string environment, string listenerArn, CancellationToken cancel)
    {
        try
        {
            return await DescribeAsync(environment, listenerArn, cancel);
        }
        catch (ListenerNotFoundException)
        {
            return null;
        }
    }

    private async Task<ILookup<string, Rule>> DescribeAsync(string environment, string listenerArn, CancellationToken cancel)
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

        var tags = await _tags.ReadAsync([.. rules.Select(rule => rule.RuleArn)], cancel);
        return rules
            .Select(rule => Map(rule, listenerArn, tags[rule.RuleArn], origin))
            .ToLookup(rule => rule.Tags.GetValueOrDefault(OwnerTags.Environment) == environment ? rule.Tags.GetValueOrDefault(OwnerTags.Service, ListenerRead.Strangers) : ListenerRead.Strangers, StringComparer.Ordinal);
    }

    /// <summary>Where clients reach a listener. A listener never moves, so it is looked up once.</summary>
    private async Task<Uri> OriginAsync(string listenerArn, CancellationToken cancel)
    {
        if (_origins.TryGetValue(listenerArn, out var known))
            return known;
        var listener = await FindAsync(listenerArn, cancel);
        var balancers = await aws.LoadBalancing.DescribeLoadBalancersAsync(
            new DescribeLoadBalancersRequest { LoadBalancerArns = [listener.LoadBalancerArn] }, cancel);
        var scheme = listener.Protocol == ProtocolEnum.HTTPS ? "https" : "http";
        return _origins[listenerArn] = new Uri($"{scheme}://{balancers.LoadBalancers[0].DNSName}:{listener.Port}");
    }

    private async Task<Listener> FindAsync(string listenerArn, CancellationToken cancel)
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
