using Publican.Desired;
using Publican.Events;
using Publican.Observed;

namespace Publican.Loop;

/// <summary>Pure: which services and jobs of the desired state hints are about. What is nobody's is left out.</summary>
public static class Hinted
{
    /// <param name="cluster">The environment's own, by name or ARN.</param>
    public static IReadOnlySet<string> Services(IReadOnlyCollection<Hint> hints, DesiredState desired, string cluster)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (hints.Count == 0)
            return found;
        var intents = OutputsReader.IntentsPath(desired.Environment.Name);
        var desiredNames = desired.Workloads.Select(workload => workload.Spec.Name).ToHashSet(StringComparer.Ordinal);
        var ecsNames = desired.Services
            .SelectMany(service => EcsNames(service, desired.Environment.Name, cluster).Select(name => (Ecs: name, service.Name)))
            .ToLookup(pair => pair.Ecs, pair => pair.Name, StringComparer.Ordinal);
        foreach (var hint in hints)
        {
            found.UnionWith(hint switch
            {
                Hint.EcsService service when IsOurs(service.Cluster, cluster) => ecsNames[service.Name],
                Hint.OneOffTask task when IsOurs(task.Cluster, cluster) => [task.Name],
                Hint.Parameter parameter when parameter.Name.StartsWith(intents, StringComparison.Ordinal) => [parameter.Name[intents.Length..]],
                _ => [],
            });
        }

        found.IntersectWith(desiredNames);
        return found;
    }

    // Under the names of the other strategy, too: there it is looked for, where nothing stands under its own.
    private static IEnumerable<string> EcsNames(ServiceSpec service, string environment, string cluster)
    {
        var names = new Names(environment, cluster, service.Name, Single: service.Rollout.Strategy == Strategy.Rolling) { Adopted = service.Adopt };
        return names.EcsServices.Concat(names.OtherShape.EcsServices);
    }

    // The outputs may name the cluster alone; an event has its ARN.
    private static bool IsOurs(string arn, string cluster) => cluster.StartsWith("arn:", StringComparison.Ordinal)
        ? arn == cluster
        : arn[(arn.LastIndexOf('/') + 1)..] == cluster;
}
