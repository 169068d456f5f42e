using Publican.Desired;
using Publican.Events;
using Publican.Observed;

namespace Publican.Loop;

/// <summary>Pure: what of the desired state hints are about. What is nobody's is left out.</summary>
public static class Hinted
{
    /// <summary>Services and jobs that may look different now.</summary>
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

    /// <summary>Whether outputs of terraform-bootstrap or versions of secrets may have changed. What became of that is seen when they are read.</summary>
    public static bool Parameters(IReadOnlyCollection<Hint> hints, DesiredState desired)
    {
        var (outputs, intents) = (desired.Environment.Outputs, OutputsReader.IntentsPath(desired.Environment.Name));
        var named = hints.OfType<Hint.Parameter>().Select(parameter => parameter.Name).Where(name => !name.StartsWith(intents, StringComparison.Ordinal)).ToList();
        return named.Count > 0
            && (named.Exists(name => name.StartsWith(outputs, StringComparison.Ordinal)) || desired.Workloads.SelectMany(workload => workload.Spec.Secrets.Values).Any(named.Contains));
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
