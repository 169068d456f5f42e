using System.Collections.Immutable;
using LocalCloud.Ecs.State;
using LocalCloud.Protocols;

namespace LocalCloud.AutoScaling;

/// <summary>Scalable targets: registered, shown, deregistered.</summary>
internal sealed class TargetOperations(ScalingState state, EcsCapacity capacity, TimeProvider time)
{
    private const int MaxTargets = 3000, MaxPage = 50;

    private const string Role =
        $"arn:aws:iam::{Arn.Account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService";

    /// <summary>Registering is also how a target is changed; each time the count is brought into the range, whatever the call changes.</summary>
    public RegisterScalableTargetResponse Register(RegisterScalableTargetRequest request)
    {
        var service = ScalingRules.Service(request);
        return state.With(() =>
        {
            var id = ScalableTarget.IdOf(service);
            var now = capacity.Read(service) ?? throw ScalingErrors.Invalid($"ECS service doesn't exist: {id}");
            var known = state.Targets.GetValueOrDefault(id);
            var target = known is null ? New(service, request) : Changed(known, request);
            ScalingRules.CheckRange(target.Min, target.Max);
            state.Targets[id] = target;
            if (now.Desired < target.Min) state.Scale(service, target.Min, $"minimum capacity was set to {target.Min}");
            else if (now.Desired > target.Max) state.Scale(service, target.Max, $"maximum capacity was set to {target.Max}");
            return new RegisterScalableTargetResponse(target.Arn);
        });
    }

    public EmptyResponse Deregister(DeregisterScalableTargetRequest request)
    {
        var id = ScalableTarget.IdOf(ScalingRules.Service(request));
        return state.With(() => state.Targets.Remove(id) ? new EmptyResponse() : throw ScalingErrors.NoTarget("found", id));
    }

    public DescribeScalableTargetsResponse Describe(DescribeScalableTargetsRequest request)
    {
        ScalingRules.CheckNamespace(request.ServiceNamespace);
        if (request.ResourceIds is { Count: > MaxPage } many) throw ScalingErrors.Invalid($"ResourceIds must have at most {MaxPage} members, got {many.Count}");
        if (request.ScalableDimension is { } dimension)
        {
            ScalingRules.CheckDimension(dimension);
            if (request.ResourceIds is not { Count: > 0 }) throw ScalingErrors.Invalid("A resource id must be specified when a scalable dimension is");
        }

        return state.With(() =>
        {
            var matching = state.Targets.Values.Where(target => request.ResourceIds is not { Count: > 0 } ids || ids.Contains(target.ResourceId));
            var (page, next) = Page.Of(
                matching, target => target.ResourceId, request.MaxResults, MaxPage, MaxPage, request.NextToken, ScalingErrors.InvalidToken, ScalingErrors.Validation);
            return new DescribeScalableTargetsResponse([.. page.Select(Show)], next);
        });
    }

    private ScalableTarget New(ServiceKey service, RegisterScalableTargetRequest request)
    {
        if (state.Targets.Count >= MaxTargets) throw ScalingErrors.Limit($"There are {MaxTargets} scalable targets of {ScalableTarget.Namespace} already");
        if (request.MinCapacity is not { } min || request.MaxCapacity is not { } max)
            throw ScalingErrors.Invalid("MinCapacity and MaxCapacity are required when a scalable target is registered for the first time");
        return new ScalableTarget(
            service,
            state.ArnOf("application-autoscaling", $"scalable-target/{Guid.NewGuid():N}"),
            time.GetUtcNow(),
            min,
            max,
            Suspension.None.With(request.SuspendedState),
            ScalingTags.With(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), request.Tags ?? []));
    }

    private static ScalableTarget Changed(ScalableTarget known, RegisterScalableTargetRequest request) => request.Tags is { Count: > 0 }
        ? throw ScalingErrors.Invalid($"{known.ResourceId} is registered already: tags ride in the first call only. Use TagResource.")
        : known with { Min = request.MinCapacity ?? known.Min, Max = request.MaxCapacity ?? known.Max, Suspended = known.Suspended.With(request.SuspendedState) };

    private static ScalableTargetShape Show(ScalableTarget target) => new(
        ScalableTarget.Namespace, target.ResourceId, ScalableTarget.Dimension, target.Min, target.Max, Role, target.CreatedAt, target.Suspended.Shape, target.Arn);
}
