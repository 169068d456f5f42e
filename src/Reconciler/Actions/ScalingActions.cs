using Amazon.ApplicationAutoScaling;
using Amazon.ApplicationAutoScaling.Model;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Writes to Application Auto Scaling. Each says all there is, so that it does not matter what it finds.</summary>
internal sealed class ScalingActions(IAmazonApplicationAutoScaling scaling)
{
    public Task RegisterAsync(PlannedAction.RegisterScaling register, Target target, CancellationToken cancel) =>
        scaling.RegisterScalableTargetAsync(
            new RegisterScalableTargetRequest
            {
                ServiceNamespace = ServiceNamespace.Ecs,
                ScalableDimension = ScalableDimension.EcsServiceDesiredCount,
                ResourceId = target.Names.Scalable(register.Colour),
                MinCapacity = register.Min,
                MaxCapacity = register.Max,
                SuspendedState = new SuspendedState { DynamicScalingInSuspended = register.Frozen, DynamicScalingOutSuspended = register.Suspended.Out, ScheduledScalingSuspended = register.Suspended.Scheduled },
                Tags = register.IsNew ? Tags.Scaling(target, register.Colour) : null,
            },
            cancel);

    public Task PutAsync(PlannedAction.PutScalingPolicy put, Target target, CancellationToken cancel) =>
        scaling.PutScalingPolicyAsync(
            new PutScalingPolicyRequest
            {
                ServiceNamespace = ServiceNamespace.Ecs,
                ScalableDimension = ScalableDimension.EcsServiceDesiredCount,
                ResourceId = target.Names.Scalable(put.Colour),
                PolicyName = ScalableTargetReader.PolicyName,
                PolicyType = PolicyType.TargetTrackingScaling,
                TargetTrackingScalingPolicyConfiguration = new TargetTrackingScalingPolicyConfiguration
                {
                    TargetValue = put.Policy.Value,
                    PredefinedMetricSpecification = new PredefinedMetricSpecification { PredefinedMetricType = put.Policy.Metric, ResourceLabel = put.Policy.Label },
                    DisableScaleIn = false,
                },
            },
            cancel);

    public Task RemoveAsync(PlannedAction.RemoveScaling remove, Target target, CancellationToken cancel) =>
        scaling.DeregisterScalableTargetAsync(
            new DeregisterScalableTargetRequest
            {
                ServiceNamespace = ServiceNamespace.Ecs,
                ScalableDimension = ScalableDimension.EcsServiceDesiredCount,
                ResourceId = target.Names.Scalable(remove.Colour),
            },
            cancel);
}
