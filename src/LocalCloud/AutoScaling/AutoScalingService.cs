using System.Text.Json.Nodes;
using LocalCloud.Protocols;

namespace LocalCloud.AutoScaling;

/// <summary>Application Auto Scaling for ECS services: names of operations to the code that carries them out.</summary>
internal sealed class AutoScalingService(TargetOperations targets, PolicyOperations policies, ActivityOperations activities, ScalingTags tags) : IJsonService
{
    private readonly JsonOperations _operations = new JsonOperations("application-autoscaling", isCamelCase: false)
        .Add<RegisterScalableTargetRequest, RegisterScalableTargetResponse>("RegisterScalableTarget", targets.Register)
        .Add<DeregisterScalableTargetRequest, EmptyResponse>("DeregisterScalableTarget", targets.Deregister)
        .Add<DescribeScalableTargetsRequest, DescribeScalableTargetsResponse>("DescribeScalableTargets", targets.Describe)
        .Add<PutScalingPolicyRequest, PutScalingPolicyResponse>("PutScalingPolicy", policies.Put)
        .Add<DeleteScalingPolicyRequest, EmptyResponse>("DeleteScalingPolicy", policies.Delete)
        .Add<DescribeScalingPoliciesRequest, DescribeScalingPoliciesResponse>("DescribeScalingPolicies", policies.Describe)
        .Add<DescribeScalingActivitiesRequest, DescribeScalingActivitiesResponse>("DescribeScalingActivities", activities.Describe)
        .Add<TagResourceRequest, EmptyResponse>("TagResource", tags.Tag)
        .Add<UntagResourceRequest, EmptyResponse>("UntagResource", tags.Untag)
        .Add<ListTagsForResourceRequest, ListTagsForResourceResponse>("ListTagsForResource", tags.List);

    public string TargetPrefix => "AnyScaleFrontendService";

    public string Name => "application-autoscaling";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) => _operations.InvokeAsync(action, input, cancel);
}

internal static class AutoScalingRegistration
{
    public static IServiceCollection AddAutoScaling(this IServiceCollection services) => services
        .AddSingleton<EcsCapacity>()
        .AddSingleton<ScalingState>()
        .AddSingleton<TrackedMetrics>()
        .AddSingleton<TargetOperations>()
        .AddSingleton<PolicyOperations>()
        .AddSingleton<ActivityOperations>()
        .AddSingleton<ScalingTags>()
        .AddSingleton<IJsonService, AutoScalingService>()
        .AddHostedService<ScalingLoop>();
}
