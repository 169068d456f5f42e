namespace LocalCloud.AutoScaling;

/// <summary>What names a scalable target: all three together.</summary>
internal interface IScalableName
{
    string? ServiceNamespace { get; }

    string? ResourceId { get; }

    string? ScalableDimension { get; }
}

internal sealed record SuspendedShape(bool? DynamicScalingInSuspended, bool? DynamicScalingOutSuspended, bool? ScheduledScalingSuspended);

internal sealed record RegisterScalableTargetRequest(
    string? ServiceNamespace,
    string? ResourceId,
    string? ScalableDimension,
    int? MinCapacity,
    int? MaxCapacity,
    string? RoleARN,
    SuspendedShape? SuspendedState,
    Dictionary<string, string?>? Tags) : IScalableName;

internal sealed record RegisterScalableTargetResponse(string ScalableTargetARN);

internal sealed record DeregisterScalableTargetRequest(string? ServiceNamespace, string? ResourceId, string? ScalableDimension) : IScalableName;

internal sealed record DescribeScalableTargetsRequest(
    string? ServiceNamespace, IReadOnlyList<string>? ResourceIds, string? ScalableDimension, int? MaxResults, string? NextToken);

internal sealed record DescribeScalableTargetsResponse(IReadOnlyList<ScalableTargetShape> ScalableTargets, string? NextToken);

internal sealed record ScalableTargetShape(
    string ServiceNamespace,
    string ResourceId,
    string ScalableDimension,
    int MinCapacity,
    int MaxCapacity,
    string RoleARN,
    DateTimeOffset CreationTime,
    SuspendedShape SuspendedState,
    string ScalableTargetARN);

internal sealed record PutScalingPolicyRequest(
    string? PolicyName,
    string? ServiceNamespace,
    string? ResourceId,
    string? ScalableDimension,
    string? PolicyType,
    TargetTrackingShape? TargetTrackingScalingPolicyConfiguration) : IScalableName;

internal sealed record PutScalingPolicyResponse(string PolicyARN, IReadOnlyList<AlarmShape> Alarms);

internal sealed record AlarmShape(string AlarmName, string AlarmARN);

internal sealed record PredefinedMetricShape(string? PredefinedMetricType, string? ResourceLabel);

internal sealed record TargetTrackingShape(
    double? TargetValue,
    PredefinedMetricShape? PredefinedMetricSpecification,
    System.Text.Json.Nodes.JsonObject? CustomizedMetricSpecification,
    int? ScaleOutCooldown,
    int? ScaleInCooldown,
    bool? DisableScaleIn);

internal sealed record DeleteScalingPolicyRequest(string? PolicyName, string? ServiceNamespace, string? ResourceId, string? ScalableDimension) : IScalableName;

internal sealed record DescribeScalingPoliciesRequest(
    IReadOnlyList<string>? PolicyNames, string? ServiceNamespace, string? ResourceId, string? ScalableDimension, int? MaxResults, string? NextToken);

internal sealed record DescribeScalingPoliciesResponse(IReadOnlyList<ScalingPolicyShape> ScalingPolicies, string? NextToken);

internal sealed record ScalingPolicyShape(
    string PolicyARN,
    string PolicyName,
    string ServiceNamespace,
    string ResourceId,
    string ScalableDimension,
    string PolicyType,
    TargetTrackingShape TargetTrackingScalingPolicyConfiguration,
    IReadOnlyList<AlarmShape> Alarms,
    DateTimeOffset CreationTime);

internal sealed record DescribeScalingActivitiesRequest(
    string? ServiceNamespace, string? ResourceId, string? ScalableDimension, int? MaxResults, string? NextToken, bool? IncludeNotScaledActivities);

internal sealed record DescribeScalingActivitiesResponse(IReadOnlyList<ScalingActivityShape> ScalingActivities, string? NextToken);

internal sealed record ScalingActivityShape(
    string ActivityId,
    string ServiceNamespace,
    string ResourceId,
    string ScalableDimension,
    string Description,
    string Cause,
    DateTimeOffset StartTime,
    DateTimeOffset? EndTime,
    string StatusCode,
    string StatusMessage);

internal sealed record TagResourceRequest(string? ResourceARN, Dictionary<string, string?>? Tags);

internal sealed record UntagResourceRequest(string? ResourceARN, IReadOnlyList<string>? TagKeys);

internal sealed record ListTagsForResourceRequest(string? ResourceARN);

internal sealed record ListTagsForResourceResponse(IReadOnlyDictionary<string, string> Tags);

internal sealed record EmptyResponse;
