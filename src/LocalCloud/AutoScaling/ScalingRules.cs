using System.Text.RegularExpressions;
using LocalCloud.Ecs.State;
using LocalCloud.Elb;

namespace LocalCloud.AutoScaling;

/// <summary>What AWS asks of names, ranges and policies.</summary>
internal static partial class ScalingRules
{
    private const int LongestName = 256;
    private static readonly string[] Metrics = [ScalingPolicy.Cpu, ScalingPolicy.Memory, ScalingPolicy.Requests];

    /// <summary>The service that a call names.</summary>
    /// <exception cref="Protocols.AwsException">ValidationException.</exception>
    public static ServiceKey Service(IScalableName named)
    {
        CheckNamespace(named.ServiceNamespace);
        var id = named.ResourceId ?? throw ScalingErrors.Missing("resourceId");
        CheckDimension(named.ScalableDimension ?? throw ScalingErrors.Missing("scalableDimension"));
        return Service(id) ?? throw ScalingErrors.Invalid($"Unsupported service namespace, resource type or scalable dimension: '{id}' is not service/<cluster>/<service>");
    }

    /// <summary>Null for what is no id of an ECS service.</summary>
    public static ServiceKey? Service(string resourceId) =>
        ResourceId().Match(resourceId) is { Success: true } match ? new ServiceKey(match.Groups["cluster"].Value, match.Groups["service"].Value) : null;

    public static void CheckNamespace(string? given)
    {
        if (given is null) throw ScalingErrors.Missing("serviceNamespace");
        if (given != ScalableTarget.Namespace) throw ScalingErrors.Invalid($"LocalCloud scales the service namespace {ScalableTarget.Namespace} only, not '{given}'");
    }

    public static void CheckDimension(string given)
    {
        if (given != ScalableTarget.Dimension)
            throw ScalingErrors.Invalid($"Unsupported service namespace, resource type or scalable dimension: '{given}' is not {ScalableTarget.Dimension}");
    }

    public static void CheckRange(int min, int max)
    {
        if (min < 0) throw ScalingErrors.Invalid($"Minimum capacity must be greater than or equal to 0, got {min}");
        if (min > max) throw ScalingErrors.Invalid($"Maximum capacity cannot be less than minimum capacity: {max} is less than {min}");
    }

    /// <summary>Names one policy.</summary>
    public static string PolicyName(string? given) => given switch
    {
        null => throw ScalingErrors.Missing("policyName"),
        { Length: >= 1 and <= LongestName } when !given.Any(char.IsControl) => given,
        _ => throw ScalingErrors.Invalid($"policyName must have 1 to {LongestName} printable characters"),
    };

    /// <exception cref="Protocols.AwsException">ValidationException: what AWS refuses, and what LocalCloud does not do.</exception>
    public static void CheckTracking(TargetTrackingShape tracking, ElbState balancers)
    {
        if (tracking.CustomizedMetricSpecification is not null)
            throw ScalingErrors.Invalid("LocalCloud does not support CustomizedMetricSpecification. Use PredefinedMetricSpecification.");
        if (tracking.TargetValue is not { } target) throw ScalingErrors.Missing("targetTrackingScalingPolicyConfiguration.targetValue");
        if (target is not (> 0 and <= double.MaxValue)) throw ScalingErrors.Invalid($"TargetValue must be above 0, got {target}");
        if (tracking is { ScaleInCooldown: < 0 } or { ScaleOutCooldown: < 0 }) throw ScalingErrors.Invalid("ScaleInCooldown and ScaleOutCooldown must not be negative");
        var metric = tracking.PredefinedMetricSpecification
            ?? throw ScalingErrors.Invalid("A target tracking policy needs a PredefinedMetricSpecification or a CustomizedMetricSpecification");
        if (metric.PredefinedMetricType is not { } type) throw ScalingErrors.Missing("predefinedMetricSpecification.predefinedMetricType");
        if (!Metrics.Contains(type)) throw ScalingErrors.Invalid($"'{type}' is no metric of {ScalableTarget.Dimension}. There are {string.Join(", ", Metrics)}.");
        CheckLabel(type, metric.ResourceLabel, balancers);
    }

    private static void CheckLabel(string type, string? label, ElbState balancers)
    {
        if (type != ScalingPolicy.Requests)
        {
            if (label is not null) throw ScalingErrors.Invalid($"ResourceLabel goes with {ScalingPolicy.Requests} only, not with {type}");
            return;
        }

        if (label is null) throw ScalingErrors.Invalid($"{ScalingPolicy.Requests} needs a ResourceLabel");
        var (balancer, group) = Halves(label) ?? throw ScalingErrors.Invalid($"'{label}' is no ResourceLabel: app/<load balancer>/<id>/targetgroup/<target group>/<id> is needed");
        var attached = balancers.Associations();
        if (!attached.Any(pair => ElbArn.TargetGroupDimension(pair.Key) == group && ElbArn.LoadBalancerDimension(pair.Value) == balancer))
            throw ScalingErrors.Invalid($"The ResourceLabel '{label}' names no target group that a load balancer forwards to");
    }

    /// <summary>The load balancer's and the target group's part of a label; null for what is none.</summary>
    public static (string LoadBalancer, string TargetGroup)? Halves(string label) =>
        Label().Match(label) is { Success: true } match ? (match.Groups["balancer"].Value, match.Groups["group"].Value) : null;

    [GeneratedRegex(@"\Aservice/(?<cluster>[a-zA-Z0-9_-]{1,255})/(?<service>[a-zA-Z0-9_-]{1,255})\z")]
    private static partial Regex ResourceId();

    [GeneratedRegex(@"\A(?<balancer>app/[^/]+/[^/]+)/(?<group>targetgroup/[^/]+/[^/]+)\z")]
    private static partial Regex Label();
}
