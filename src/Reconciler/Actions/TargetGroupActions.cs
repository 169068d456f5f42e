using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Creates target groups and writes their settings. A group belongs to one colour for ever.</summary>
internal sealed class TargetGroupActions(IAmazonElasticLoadBalancingV2 elb)
{
    public async Task CreateAsync(PlannedAction.CreateTargetGroup create, Target target, CancellationToken cancel)
    {
        var settings = target.GroupSettings;
        await elb.CreateTargetGroupAsync(
            new CreateTargetGroupRequest
            {
                Name = target.Names.TargetGroup(create.Colour),
                VpcId = target.Outputs.Vpc,
                TargetType = TargetTypeEnum.Ip,
                Protocol = ProtocolEnum.HTTP,
                ProtocolVersion = target.Spec.Protocol == Protocol.Grpc ? target.ProtocolVersion : null,
                Matcher = MatcherOf(settings),
                Port = target.Spec.Port,
                HealthCheckPath = settings.Path,
                HealthCheckIntervalSeconds = WholeSeconds(settings.Interval),
                HealthCheckTimeoutSeconds = WholeSeconds(settings.Timeout),
                HealthyThresholdCount = settings.HealthyAfter,
                UnhealthyThresholdCount = settings.UnhealthyAfter,
                Tags = Tags.Elb(target, create.Colour),
            },
            cancel);
    }

    public Task DeleteAsync(PlannedAction.DeleteTargetGroup delete, CancellationToken cancel) =>
        elb.DeleteTargetGroupAsync(new DeleteTargetGroupRequest { TargetGroupArn = delete.TargetGroupArn }, cancel);

    public async Task ConfigureAsync(PlannedAction.ConfigureTargetGroup configure, Target target, CancellationToken cancel)
    {
        var settings = configure.Settings;
        await elb.ModifyTargetGroupAsync(
            new ModifyTargetGroupRequest
            {
                TargetGroupArn = configure.TargetGroupArn,
                HealthCheckPath = settings.Path,
                HealthCheckIntervalSeconds = WholeSeconds(settings.Interval),
                HealthCheckTimeoutSeconds = WholeSeconds(settings.Timeout),
                HealthyThresholdCount = settings.HealthyAfter,
                UnhealthyThresholdCount = settings.UnhealthyAfter,
                Matcher = MatcherOf(settings),
            },
            cancel);

        var attributes = new Dictionary<string, string>
        {
            [TargetGroupReader.DelayAttribute] = settings.DeregistrationDelay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        };
        if (target.Environment.IsLocal)
        {
            attributes[TargetGroupReader.LocalIntervalAttribute] = settings.Interval.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            attributes[TargetGroupReader.LocalTimeoutAttribute] = settings.Timeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        }

        await elb.ModifyTargetGroupAttributesAsync(
            new ModifyTargetGroupAttributesRequest
            {
                TargetGroupArn = configure.TargetGroupArn,
                Attributes = [.. attributes.Select(pair => new TargetGroupAttribute { Key = pair.Key, Value = pair.Value })],
            },
            cancel);
    }

    /// <summary>For HTTP, ELB's own: 200.</summary>
    private static Matcher? MatcherOf(GroupSettings settings) => settings.GrpcCodes is { } codes ? new Matcher { GrpcCode = codes } : null;

    private static int WholeSeconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
