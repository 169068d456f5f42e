using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>What services and one-off tasks have in common: where and how tasks are launched.</summary>
internal static class LaunchRules
{
    /// <summary>Says what version LATEST stands for today.</summary>
    public const string PlatformVersion = "1.4.0";

    public static void CheckLaunchType(string? launchType, TaskDefinition definition)
    {
        switch (launchType)
        {
            case null or "FARGATE":
                var compatible = definition.RequiresCompatibilities;
                if (compatible.Count == 0 || compatible.Contains("FARGATE")) return;
                throw EcsErrors.Invalid("Task definition does not support launch_type FARGATE.");
            case "EC2":
                throw EcsErrors.Invalid("No Container Instances were found in your cluster.");
            default:
                throw EcsErrors.Unsupported($"the launch type '{launchType}': use FARGATE");
        }
    }

    public static string CheckPlatform(string? version) => version is null or "LATEST" or PlatformVersion
        ? version ?? "LATEST"
        : throw new Protocols.AwsException(
            "PlatformUnknownException",
            $"The specified platform version does not exist: {version}. LocalCloud has LATEST and {PlatformVersion}.");

    /// <summary>Of a network mode without an address for each task there is none.</summary>
    public static NetworkConfiguration CheckNetwork(NetworkConfiguration? network, TaskDefinition definition)
    {
        if (definition.NetworkMode != "awsvpc" && network is null) return new NetworkConfiguration(null);
        if (network?.AwsvpcConfiguration is not { } vpc)
            throw EcsErrors.Invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
        if (vpc.Subnets is not { Count: >= 1 and <= 16 })
            throw EcsErrors.Invalid($"subnets must have 1 to 16 members, got {vpc.Subnets?.Count ?? 0}");
        if (vpc.SecurityGroups is { Count: > 5 })
            throw EcsErrors.Invalid($"securityGroups can have at most 5 members, got {vpc.SecurityGroups.Count}");
        if (vpc.AssignPublicIp is not (null or "ENABLED" or "DISABLED"))
            throw EcsErrors.Invalid($"assignPublicIp must be ENABLED or DISABLED, not '{vpc.AssignPublicIp}'");
        return new NetworkConfiguration(
            vpc with { AssignPublicIp = vpc.AssignPublicIp ?? "DISABLED", SecurityGroups = vpc.SecurityGroups ?? [] });
    }

    public static string CheckPropagateTags(string? propagate) => propagate is null or "NONE" or "SERVICE" or "TASK_DEFINITION"
        ? propagate ?? "NONE"
        : throw EcsErrors.Invalid($"propagateTags must be TASK_DEFINITION, SERVICE or NONE, not '{propagate}'");

    public static bool SameNetwork(NetworkConfiguration one, NetworkConfiguration other)
    {
        if (one.AwsvpcConfiguration is not { } a || other.AwsvpcConfiguration is not { } b) return one == other;
        return a.AssignPublicIp == b.AssignPublicIp
            && a.Subnets!.Order(StringComparer.Ordinal).SequenceEqual(b.Subnets!.Order(StringComparer.Ordinal))
            && a.SecurityGroups!.Order(StringComparer.Ordinal).SequenceEqual(b.SecurityGroups!.Order(StringComparer.Ordinal));
    }
}
