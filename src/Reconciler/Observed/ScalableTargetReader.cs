using Amazon.ApplicationAutoScaling;
using Amazon.ApplicationAutoScaling.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Reads what Application Auto Scaling knows of many services in few calls: fifty targets a call; policies by service while few are asked for, else ten a page.</summary>
public sealed class ScalableTargetReader(AwsClients aws, TimeProvider clock)
{
    /// <summary>The name of our policy on every target.</summary>
    public const string PolicyName = "publican";

    private const int Batch = 50, Few = 10;

    public async Task<IReadOnlyDictionary<string, Fact<Pair<ScalableTarget?>>>> ReadAsync(IReadOnlyCollection<Names> apps, CancellationToken cancel)
    {
        var facts = new Dictionary<string, Fact<Pair<ScalableTarget?>>>(StringComparer.Ordinal);
        foreach (var chunk in apps.Chunk(Batch / 2))
        {
            var read = await Reading.TryAsync(clock, "DescribeScalableTargets", () => DescribeAsync(chunk, cancel), cancel);
            foreach (var app in chunk)
                facts[app.Service] = read.Known ? Fact<Pair<ScalableTarget?>>.Of(Of(app, read.Value!), read.At) : Fact<Pair<ScalableTarget?>>.Failed(read.Error!, read.At);
        }

        return facts;
    }

    private static Pair<ScalableTarget?> Of(Names app, IReadOnlyDictionary<string, ScalableTarget> targets) =>
        new(targets.GetValueOrDefault(app.Scalable(Colour.Blue)), app.Single ? null : targets.GetValueOrDefault(app.Scalable(Colour.Green)));

    private async Task<Dictionary<string, ScalableTarget>> DescribeAsync(Names[] apps, CancellationToken cancel)
    {
        var answer = await aws.Scaling.DescribeScalableTargetsAsync(
            new DescribeScalableTargetsRequest
            {
                ServiceNamespace = ServiceNamespace.Ecs,
                ScalableDimension = ScalableDimension.EcsServiceDesiredCount,
                ResourceIds = [.. apps.SelectMany(app => app.Single ? [app.Scalable(Colour.Blue)] : new[] { app.Scalable(Colour.Blue), app.Scalable(Colour.Green) })],
            },
            cancel);
        var found = answer.ScalableTargets ?? [];
        var policies = found.Count > Few ? await PoliciesAsync(resource: null, cancel) : [];
        foreach (var target in found.Count > Few ? [] : found)
            policies.AddRange(await PoliciesAsync(target.ResourceId, cancel));
        var ours = policies.Where(policy => policy.PolicyName == PolicyName && policy.ScalableDimension == ScalableDimension.EcsServiceDesiredCount).ToDictionary(policy => policy.ResourceId, Of);
        return found.ToDictionary(target => target.ResourceId, target => new ScalableTarget(
            target.MinCapacity ?? 0,
            target.MaxCapacity ?? 0,
            target.SuspendedState?.DynamicScalingInSuspended == true,
            target.SuspendedState?.DynamicScalingOutSuspended == true)
        {
            ScheduledSuspended = target.SuspendedState?.ScheduledScalingSuspended == true,
            Policy = ours.GetValueOrDefault(target.ResourceId),
        });
    }

    private async Task<List<Amazon.ApplicationAutoScaling.Model.ScalingPolicy>> PoliciesAsync(string? resource, CancellationToken cancel)
    {
        var policies = new List<Amazon.ApplicationAutoScaling.Model.ScalingPolicy>();
        string? token = null;
        do
        {
            var page = await aws.Scaling.DescribeScalingPoliciesAsync(
                new DescribeScalingPoliciesRequest { ServiceNamespace = ServiceNamespace.Ecs, ResourceId = resource, PolicyNames = [PolicyName], NextToken = token }, cancel);
            policies.AddRange(page.ScalingPolicies ?? []);
            token = page.NextToken;
        }
        while (token is not null);

        return policies;
    }

    // Cooldowns are not compared: AWS's defaults are taken, and who sets others by hand may keep them. What somebody made a policy of another kind of
    // is still a policy: as none, it would be made again in spite of ignore: [scaling].
    private static ScalingPolicy Of(Amazon.ApplicationAutoScaling.Model.ScalingPolicy policy)
    {
        if (policy.TargetTrackingScalingPolicyConfiguration is not { } tracking)
            return new ScalingPolicy(policy.PolicyType?.Value ?? "a policy of another kind", 0, null);
        var metric = tracking.PredefinedMetricSpecification?.PredefinedMetricType?.Value ?? "a metric of its own";
        return new ScalingPolicy(tracking.DisableScaleIn == true ? $"{metric}, out only," : metric, tracking.TargetValue ?? 0, tracking.PredefinedMetricSpecification?.ResourceLabel);
    }
}
