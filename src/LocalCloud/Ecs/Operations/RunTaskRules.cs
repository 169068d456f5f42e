using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>Checks of RunTask's input.</summary>
internal static class RunTaskRules
{
    public static void Check(RunTaskRequest request)
    {
        Unsupported.Refuse(
            request,
            "RunTask",
            "capacityProviderStrategy",
            "placementConstraints",
            "placementStrategy",
            "enableExecuteCommand",
            "volumeConfigurations");
        if (request.Count is < 1 or > 10) throw EcsErrors.Invalid($"count must be from 1 to 10, got {request.Count}");
        if (request.ClientToken is { Length: > 64 or 0 }) throw EcsErrors.Invalid("clientToken must have 1 to 64 characters");
        if (request.StartedBy is { Length: > 128 }) throw EcsErrors.Invalid("startedBy can have at most 128 characters");
        if (request.Group?.StartsWith("service:", StringComparison.Ordinal) == true)
            throw EcsErrors.Invalid("Invalid group: 'service:' is reserved for tasks of services");
        LaunchRules.CheckPlatform(request.PlatformVersion);
        if (LaunchRules.CheckPropagateTags(request.PropagateTags) == "SERVICE")
            throw EcsErrors.Invalid("propagateTags SERVICE is not valid for RunTask: a one-off task has no service");
    }

    public static void CheckOverrides(TaskOverride? overrides, TaskDefinition definition)
    {
        if (overrides is null) return;
        Unsupported.Refuse(overrides, "overrides", "inferenceAcceleratorOverrides", "ephemeralStorage");
        foreach (var container in overrides.ContainerOverrides ?? [])
        {
            Unsupported.Refuse(container, "a container override", "environmentFiles", "resourceRequirements");
            if (definition.FindContainer(container.Name) is null)
            {
                throw EcsErrors.Invalid($"Override for container named {container.Name} is not a container in the TaskDefinition.");
            }

            if (container.Environment?.Any(variable => string.IsNullOrEmpty(variable.Name) || variable.Name.Contains('=')) == true)
            {
                throw EcsErrors.Invalid($"An environment variable in the override of container {container.Name} has no valid name.");
            }
        }
    }
}
