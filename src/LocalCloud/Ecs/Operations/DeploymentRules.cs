using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>Checks how a service wants to be deployed. A leaf that is left out takes what the service has, or AWS's default.</summary>
internal static class DeploymentRules
{
    public static void CheckController(DeploymentController? controller)
    {
        if (controller is not null and not { Type: "ECS" })
            throw EcsErrors.Unsupported($"the deployment controller '{controller.Type}': use ECS");
    }

    public static Service Apply(Service service, DeploymentConfiguration? wanted)
    {
        if (wanted is null) return service;
        Unsupported.Refuse(wanted, "deploymentConfiguration", "lifecycleHooks", "linearConfiguration", "canaryConfiguration");
        if (wanted.Strategy is not (null or "ROLLING"))
            throw EcsErrors.Unsupported($"the deployment strategy '{wanted.Strategy}': use ROLLING");
        if (wanted.BakeTimeInMinutes is not (null or 0)) throw EcsErrors.Unsupported("bakeTimeInMinutes in deploymentConfiguration");
        if (wanted.Alarms is { Enable: true } or { AlarmNames.Count: > 0 })
            throw EcsErrors.Unsupported("alarms in deploymentConfiguration");
        var breaker = wanted.DeploymentCircuitBreaker;
        if (breaker is not null) Unsupported.Refuse(breaker, "deploymentCircuitBreaker", "thresholdConfiguration");
        if (breaker is { Enable: null } or { Rollback: null })
            throw EcsErrors.Invalid("deploymentCircuitBreaker needs both enable and rollback");
        var changed = service with
        {
            MinimumHealthyPercent = wanted.MinimumHealthyPercent ?? service.MinimumHealthyPercent,
            MaximumPercent = wanted.MaximumPercent ?? service.MaximumPercent,
            BreakerEnabled = breaker?.Enable ?? service.BreakerEnabled,
            BreakerRollsBack = breaker?.Rollback ?? service.BreakerRollsBack,
        };
        if (changed.MinimumHealthyPercent is < 0 or > 200)
            throw EcsErrors.Invalid($"minimumHealthyPercent must be from 0 to 200, got {changed.MinimumHealthyPercent}");
        if (changed.MaximumPercent is < 100 or > 200)
            throw EcsErrors.Invalid($"maximumPercent must be from 100 to 200, got {changed.MaximumPercent}");
        if (changed.MinimumHealthyPercent >= changed.MaximumPercent)
        {
            throw EcsErrors.Invalid("Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.");
        }

        return changed;
    }

    public static DeploymentConfiguration Show(Service service) => new(
        new CircuitBreaker(service.BreakerEnabled, service.BreakerRollsBack),
        service.MaximumPercent,
        service.MinimumHealthyPercent,
        new DeploymentAlarms([], Rollback: false, Enable: false),
        Strategy: "ROLLING",
        BakeTimeInMinutes: 0);
}
