using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.Operations;

/// <summary>Checks what the containers of a task definition say about each other.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html</remarks>
internal static class DependencyRules
{
    private const int MostContainers = 10;

    public static void Check(IReadOnlyList<ContainerDefinition> containers)
    {
        if (containers.Count > MostContainers) throw EcsErrors.Client($"A task definition can have at most {MostContainers} containers, got {containers.Count}.");
        var twice = containers.GroupBy(container => container.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw EcsErrors.Client($"Container name '{twice.Key}' is used twice.");
        if (containers.All(container => container.Essential == false))
            throw EcsErrors.Client("The task definition must have at least one essential container.");
        foreach (var container in containers)
        {
            foreach (var dependency in container.DependsOn ?? []) Check(container, dependency, containers);
        }

        if (containers.FirstOrDefault(container => ReachesItself(container, containers)) is { } cyclic)
            throw EcsErrors.Client($"The dependencies of container '{cyclic.Name}' form a circle.");
    }

    private static void Check(ContainerDefinition container, ContainerDependency dependency, IReadOnlyList<ContainerDefinition> all)
    {
        var other = all.FirstOrDefault(candidate => candidate.Name == dependency.ContainerName)
            ?? throw EcsErrors.Client($"Container '{container.Name}' depends on '{dependency.ContainerName}', which is not in the task definition.");
        switch (dependency.Condition)
        {
            case "START":
                return;
            case "COMPLETE" or "SUCCESS" when other.Essential == true:
                throw EcsErrors.Client($"Container '{other.Name}' is essential: '{container.Name}' cannot wait for its {dependency.Condition}.");
            case "COMPLETE" or "SUCCESS":
                return;
            case "HEALTHY" when other.HealthCheck is null:
                throw EcsErrors.Client($"Container '{other.Name}' has no health check: '{container.Name}' cannot wait until it is HEALTHY.");
            case "HEALTHY":
                return;
            default:
                throw EcsErrors.Client($"Condition '{dependency.Condition}' of container '{container.Name}' must be START, COMPLETE, SUCCESS or HEALTHY.");
        }
    }

    private static bool ReachesItself(ContainerDefinition from, IReadOnlyList<ContainerDefinition> all)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(Names(from));
        while (next.TryPop(out var name))
        {
            if (name == from.Name) return true;
            if (!seen.Add(name)) continue;
            foreach (var further in Names(all.First(container => container.Name == name))) next.Push(further);
        }

        return false;
    }

    private static IEnumerable<string> Names(ContainerDefinition container) => (container.DependsOn ?? []).Select(dependency => dependency.ContainerName!);
}
