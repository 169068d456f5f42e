using LocalCloud.Elb;
using LocalCloud.Protocols;

namespace LocalCloud.AutoScaling;

/// <summary>Target tracking policies: put, shown, deleted.</summary>
internal sealed class PolicyOperations(ScalingState state, ElbStore balancers, TimeProvider time)
{
    private const int MaxPolicies = 50, MaxPage = 10;

    public PutScalingPolicyResponse Put(PutScalingPolicyRequest request)
    {
        var id = ScalableTarget.IdOf(ScalingRules.Service(request));
        var name = ScalingRules.PolicyName(request.PolicyName);
        if (request.PolicyType is not (null or ScalingPolicy.Type)) throw ScalingErrors.Invalid($"LocalCloud has policies of type {ScalingPolicy.Type} only, not '{request.PolicyType}'");
        return state.With(() =>
        {
            var target = state.Targets.GetValueOrDefault(id) ?? throw ScalingErrors.NoTarget("registered", id);
            var known = target.Policies.GetValueOrDefault(name);
            if (known is null && request.PolicyType is null) throw ScalingErrors.Invalid("PolicyType is required for a new policy");
            if (known is null && target.Policies.Count >= MaxPolicies) throw ScalingErrors.Limit($"{id} has {MaxPolicies} scaling policies already");
            var policy = request.TargetTrackingScalingPolicyConfiguration is { } tracking ? Tracking(id, name, known, tracking)
                : known ?? throw ScalingErrors.Invalid("TargetTrackingScalingPolicyConfiguration is required for a new policy");
            if (target.Policies.Values.Any(other => other.Name != name && other.Metric == policy.Metric && other.Label == policy.Label))
                throw ScalingErrors.Invalid("Only one TargetTrackingScaling policy for a given metric specification is allowed.");
            state.Targets[id] = target with { Policies = target.Policies.SetItem(name, policy) };
            return new PutScalingPolicyResponse(policy.Arn, AlarmsOf(policy, id));
        });
    }

    public EmptyResponse Delete(DeleteScalingPolicyRequest request)
    {
        var id = ScalableTarget.IdOf(ScalingRules.Service(request));
        var name = ScalingRules.PolicyName(request.PolicyName);
        return state.With(() =>
        {
            if (state.Targets.GetValueOrDefault(id) is not { } target || !target.Policies.ContainsKey(name)) throw ScalingErrors.NoPolicy(id, name);
            state.Targets[id] = target with { Policies = target.Policies.Remove(name) };
            return new EmptyResponse();
        });
    }

    public DescribeScalingPoliciesResponse Describe(DescribeScalingPoliciesRequest request)
    {
        ScalingRules.CheckNamespace(request.ServiceNamespace);
        if (request.ScalableDimension is { } dimension)
        {
            ScalingRules.CheckDimension(dimension);
            if (request.ResourceId is null) throw ScalingErrors.Invalid("A resource id must be specified when a scalable dimension is");
        }

        return state.With(() =>
        {
            var matching = state.Targets.Values
                .Where(target => request.ResourceId is null || request.ResourceId == target.ResourceId)
                .SelectMany(target => target.Policies.Values, (target, policy) => (target.ResourceId, Policy: policy))
                .Where(found => request.PolicyNames is not { Count: > 0 } names || names.Contains(found.Policy.Name));
            var (page, next) = Page.Of(
                matching, found => $"{found.ResourceId} {found.Policy.Name}", request.MaxResults, MaxPage, MaxPage, request.NextToken, ScalingErrors.InvalidToken, ScalingErrors.Validation);
            return new DescribeScalingPoliciesResponse([.. page.Select(found => Show(found.ResourceId, found.Policy))], next);
        });
    }

    private ScalingPolicy Tracking(string resourceId, string name, ScalingPolicy? known, TargetTrackingShape tracking)
    {
        ScalingRules.CheckTracking(tracking, balancers.Current);
        var id = known?.Id ?? Guid.NewGuid().ToString();
        return new ScalingPolicy(
            name,
            known?.Arn ?? state.ArnOf("autoscaling", $"scalingPolicy:{Guid.NewGuid()}:resource/{ScalableTarget.Namespace}/{resourceId}:policyName/{name}"),
            id,
            known?.CreatedAt ?? time.GetUtcNow(),
            tracking.PredefinedMetricSpecification!.PredefinedMetricType!,
            tracking.PredefinedMetricSpecification.ResourceLabel,
            tracking.TargetValue!.Value,
            tracking.ScaleOutCooldown is { } seconds ? TimeSpan.FromSeconds(seconds) : ScalingPolicy.DefaultCooldown,
            tracking.ScaleInCooldown is { } wait ? TimeSpan.FromSeconds(wait) : ScalingPolicy.DefaultCooldown,
            tracking.DisableScaleIn == true);
    }

    private AlarmShape[] AlarmsOf(ScalingPolicy policy, string resourceId) =>
        [Alarm(policy.HighAlarm(resourceId)), Alarm(policy.LowAlarm(resourceId))];

    private AlarmShape Alarm(string name) => new(name, state.ArnOf("cloudwatch", $"alarm:{name}"));

    private ScalingPolicyShape Show(string resourceId, ScalingPolicy policy) => new(
        policy.Arn, policy.Name, ScalableTarget.Namespace, resourceId, ScalableTarget.Dimension, ScalingPolicy.Type, policy.Shape, AlarmsOf(policy, resourceId), policy.CreatedAt);
}
