using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads target groups and the health of their targets. One group a call, from a small budget: only for services in rollout or trouble.</summary>
public sealed class TargetGroupReader(AwsClients aws)
{
    private const string StickyAttribute = "stickiness.enabled";

    public const string DelayAttribute = "deregistration_delay.timeout_seconds";

    /// <summary>LocalCloud's own attributes: ELBv2 counts whole seconds, a rehearsal wants fractions.</summary>
    public const string LocalIntervalAttribute = "local.health_check_interval_ms";

    public const string LocalTimeoutAttribute = "local.health_check_timeout_ms";

    public async Task<Pair<TargetGroup?>> ReadAsync(Names names, CancellationToken cancel) =>
        new(await ReadAsync(names, Colour.Blue, cancel), await ReadAsync(names, Colour.Green, cancel));

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
    public async Task<TargetGroup?> ReadAsync(Names names, Colour colour, CancellationToken cancel)
    {
        Amazon.ElasticLoadBalancingV2.Model.TargetGroup group;
        try
        {
            var found = await aws.LoadBalancing.DescribeTargetGroupsAsync(
                new DescribeTargetGroupsRequest { Names = [names.TargetGroup(colour)] }, cancel);
            group = found.TargetGroups[0];
        }
        catch (TargetGroupNotFoundException)
        {
            return null;
        }

        var attributes = await aws.LoadBalancing.DescribeTargetGroupAttributesAsync(
            new DescribeTargetGroupAttributesRequest { TargetGroupArn = group.TargetGroupArn }, cancel);
        var values = (attributes.Attributes ?? []).ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
        var described = await aws.LoadBalancing.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [group.TargetGroupArn] }, cancel);
        var tags = (described.TagDescriptions?.FirstOrDefault()?.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
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
