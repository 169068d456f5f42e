using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Counts what stands on a load balancer, for all services together: its quotas are shared.</summary>
internal sealed class BalancerReader(AwsClients aws, TimeProvider clock)
{
    /// <summary>ELB's reads share a small bucket, and AWS itself refuses what these counts are too old to foresee.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (Balancer Balancer, DateTimeOffset At)> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Balancer, DateTimeOffset At)> _owners = new(StringComparer.Ordinal);

    /// <summary>The load balancers of these listeners.</summary>
    public async Task<ImmutableArray<Balancer>> ReadAsync(IReadOnlyCollection<string> listenerArns, CancellationToken cancel)
    {
        if (listenerArns.Count == 0)
            return [];
        var unknown = listenerArns.Where(listener => !_owners.TryGetValue(listener, out var owner) || clock.GetUtcNow() - owner.At >= Kept).ToList();
        if (unknown.Count > 0)
        {
            var answer = await aws.LoadBalancing.DescribeListenersAsync(new DescribeListenersRequest { ListenerArns = unknown }, cancel);
            foreach (var listener in answer.Listeners ?? [])
                _owners[listener.ListenerArn] = (listener.LoadBalancerArn, clock.GetUtcNow());
        }

        var balancers = ImmutableArray.CreateBuilder<Balancer>();
        foreach (var arn in listenerArns.Where(_owners.ContainsKey).Select(listener => _owners[listener].Balancer).Distinct())
        {
            if (!_known.TryGetValue(arn, out var known) || clock.GetUtcNow() - known.At >= Kept)
                _known[arn] = known = (await CountAsync(arn, cancel), clock.GetUtcNow());
            balancers.Add(known.Balancer);
        }

        return balancers.ToImmutable();
    }

    private async Task<Balancer> CountAsync(string arn, CancellationToken cancel)
    {
        var limits = await aws.LoadBalancing.DescribeAccountLimitsAsync(new DescribeAccountLimitsRequest(), cancel);
        var rules = 0;
        var listeners = await PagesAsync(
            marker => aws.LoadBalancing.DescribeListenersAsync(new DescribeListenersRequest { LoadBalancerArn = arn, Marker = marker }, cancel),
            page => (page.Listeners, page.NextMarker));
        foreach (var listener in listeners)
        {
            rules += (await PagesAsync(
                marker => aws.LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { ListenerArn = listener.ListenerArn, Marker = marker }, cancel),
                page => (page.Rules, page.NextMarker))).Count(rule => rule.IsDefault != true);
        }

        var groups = await PagesAsync(
            marker => aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { LoadBalancerArn = arn, Marker = marker }, cancel),
            page => (page.TargetGroups, page.NextMarker));
        return new Balancer(
            arn, [.. listeners.Select(listener => listener.ListenerArn)], rules, [.. groups.Select(group => group.TargetGroupArn)],
            (limits.Limits ?? [])
                .Where(limit => int.TryParse(limit.Max, CultureInfo.InvariantCulture, out _))
                .ToImmutableSortedDictionary(limit => limit.Name, limit => int.Parse(limit.Max, CultureInfo.InvariantCulture), StringComparer.Ordinal))
        {
            Protocols = listeners.ToImmutableSortedDictionary(listener => listener.ListenerArn, listener => listener.Protocol?.Value ?? "", StringComparer.Ordinal),
        };
    }

    private static async Task<List<TItem>> PagesAsync<TPage, TItem>(Func<string?, Task<TPage>> read, Func<TPage, (List<TItem>? Items, string? Next)> of)
    {
        var all = new List<TItem>();
        string? marker = null;
        do
        {
            var (items, next) = of(await read(marker));
            all.AddRange(items ?? []);
            marker = next;
        }
        while (!string.IsNullOrEmpty(marker));
        return all;
    }
}
