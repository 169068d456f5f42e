using System.Collections.Concurrent;
using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Aws;
using ElbTargetGroup = Amazon.ElasticLoadBalancingV2.Model.TargetGroup;

namespace Publican.Observed;

/// <summary>Reads target groups and the health of their targets. A service's two are described together, their attributes and health one group a call, from a small budget: only for services in rollout or trouble.</summary>
public sealed class TargetGroupReader(AwsClients aws)
{
    private const string StickyAttribute = "stickiness.enabled";

    public const string DelayAttribute = "deregistration_delay.timeout_seconds";

    /// <summary>LocalCloud's own attributes: ELBv2 counts whole seconds, a rehearsal wants fractions.</summary>
    public const string LocalIntervalAttribute = "local.health_check_interval_ms";

    public const string LocalTimeoutAttribute = "local.health_check_timeout_ms";

    /// <summary>Names of groups that were found: asked for together they cost one call, but where one is missing ELB refuses to show the other.</summary>
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);

    public async Task<Pair<TargetGroup?>> ReadAsync(Names names, CancellationToken cancel)
    {
        string[] both = [names.TargetGroup(Colour.Blue), names.TargetGroup(Colour.Green)];
        var groups = both.All(_made.ContainsKey) ? await DescribeAsync(both, cancel) ?? [] : [];
        foreach (var name in both.Where(name => groups.All(group => group.TargetGroupName != name)))
            groups = [.. groups, .. await DescribeAsync([name], cancel) ?? []];
        var read = await WithDetailsAsync(names, groups, cancel);
        return new(read.GetValueOrDefault(both[0]), read.GetValueOrDefault(both[1]));
    }

    public async Task<GroupHealth> HealthAsync(string groupArn, CancellationToken cancel)
    {
        var answer = await aws.LoadBalancing.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = groupArn }, cancel);
        var targets = answer.TargetHealthDescriptions ?? [];
        return new GroupHealth(
            Count(TargetHealthStateEnum.Healthy),
            Count(TargetHealthStateEnum.Unhealthy),
            Count(TargetHealthStateEnum.Initial),
            Count(TargetHealthStateEnum.Draining),
            [.. targets.Where(target => target.TargetHealth?.State != TargetHealthStateEnum.Healthy).Select(Trouble)]);

        int Count(TargetHealthStateEnum state) => targets.Count(target => target.TargetHealth?.State == state);
    }

    private static string Trouble(TargetHealthDescription target) =>
        $"{target.Target?.Id}:{target.Target?.Port} is {target.TargetHealth?.State?.Value}"
        + $" ({target.TargetHealth?.Reason?.Value}{(target.TargetHealth?.Description is { Length: > 0 } text ? $": {text}" : "")})";

    /// <returns>Null when there is none of that name.</returns>
    public async Task<TargetGroup?> ReadAsync(Names names, Colour colour, CancellationToken cancel) =>
        (await WithDetailsAsync(names, await DescribeAsync([names.TargetGroup(colour)], cancel) ?? [], cancel)).Values.SingleOrDefault();

    /// <returns>Null when one of them does not exist.</returns>
    private async Task<List<ElbTargetGroup>?> DescribeAsync(string[] names, CancellationToken cancel)
    {
        try
        {
            var found = await aws.LoadBalancing.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Names = [.. names] }, cancel);
            foreach (var name in names)
                _made[name] = true;
            return found.TargetGroups;
        }
        catch (TargetGroupNotFoundException)
        {
            foreach (var name in names)
                _made.TryRemove(name, out _);
            return null;
        }
    }

    private async Task<Dictionary<string, TargetGroup>> WithDetailsAsync(Names names, List<ElbTargetGroup> groups, CancellationToken cancel)
    {
        var read = new Dictionary<string, TargetGroup>(StringComparer.Ordinal);
        if (groups.Count == 0)
            return read;
        var described = await aws.LoadBalancing.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [.. groups.Select(group => group.TargetGroupArn)] }, cancel);
        var tags = (described.TagDescriptions ?? []).ToDictionary(of => of.ResourceArn, of => (of.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value));
        foreach (var group in groups)
        {
            var attributes = await aws.LoadBalancing.DescribeTargetGroupAttributesAsync(
                new DescribeTargetGroupAttributesRequest { TargetGroupArn = group.TargetGroupArn }, cancel);
            var values = (attributes.Attributes ?? []).ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
            read[group.TargetGroupName] = Map(names, group, values, tags.GetValueOrDefault(group.TargetGroupArn, []));
        }

        return read;
    }

    private static TargetGroup Map(Names names, ElbTargetGroup group, Dictionary<string, string> values, Dictionary<string, string> tags)
    {
        return new TargetGroup
        {
            Arn = group.TargetGroupArn,
            Name = group.TargetGroupName,
            Ours = tags.GetValueOrDefault(OwnerTags.Service) == names.Service && tags.GetValueOrDefault(OwnerTags.Environment) == names.Environment,
            Vpc = group.VpcId,
            TargetType = group.TargetType?.Value,
            Protocol = group.Protocol?.Value,
            ProtocolVersion = group.ProtocolVersion,
            Sticky = values.GetValueOrDefault(StickyAttribute) == "true",
            InUse = group.LoadBalancerArns is { Count: > 0 },
            Settings = new GroupSettings(
                group.HealthCheckPath,
                Milliseconds(LocalIntervalAttribute) ?? TimeSpan.FromSeconds(group.HealthCheckIntervalSeconds ?? 0),
                Milliseconds(LocalTimeoutAttribute) ?? TimeSpan.FromSeconds(group.HealthCheckTimeoutSeconds ?? 0),
                group.HealthyThresholdCount ?? 0,
                group.UnhealthyThresholdCount ?? 0,
                TimeSpan.FromSeconds(int.Parse(values.GetValueOrDefault(DelayAttribute, "300"), CultureInfo.InvariantCulture)))
            {
                GrpcCodes = group.Matcher?.GrpcCode,
            },
        };

        TimeSpan? Milliseconds(string key) =>
            values.TryGetValue(key, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var ms) && ms > 0
                ? TimeSpan.FromMilliseconds(ms)
                : null;
    }
}
