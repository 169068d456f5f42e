using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.Operations;

/// <summary>Checks of single settings that CreateService and UpdateService share.</summary>
internal static class ServiceRules
{
    /// <summary>What ECS knows of services and LocalCloud does not.</summary>
    public static readonly string[] Unsupported =
    [
        "capacityProviderStrategy", "enableExecuteCommand", "placementConstraints", "placementStrategy", "role",
        "serviceConnectConfiguration", "serviceRegistries", "volumeConfigurations", "vpcLatticeConfigurations",
    ];

    private const int TasksPerService = 5000;

    public static int DesiredCount(int count) => count is >= 0 and <= TasksPerService
        ? count
        : throw EcsErrors.Invalid($"desiredCount must be from 0 to {TasksPerService}, got {count}");

    public static int? Grace(int? seconds, IReadOnlyList<TargetBinding> balancers)
    {
        if (seconds is null) return null;
        if (balancers.Count == 0)
            throw EcsErrors.Invalid("Health check grace period is only valid for services configured to use load balancers");
        return seconds >= 0 ? seconds : throw EcsErrors.Invalid($"healthCheckGracePeriodSeconds must not be negative, got {seconds}");
    }

    public static string? Rebalancing(string? wanted) => wanted is null or "ENABLED" or "DISABLED"
        ? wanted
        : throw EcsErrors.Invalid($"availabilityZoneRebalancing must be ENABLED or DISABLED, not '{wanted}'");
}
