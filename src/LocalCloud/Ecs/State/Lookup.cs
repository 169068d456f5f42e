using System.Globalization;
using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.State;

/// <summary>Finds what a request names, by name or by ARN. To be called while holding the gate.</summary>
internal static class Lookup
{
    public static Cluster RequireCluster(this EcsState state, string? nameOrArn) =>
        state.Clusters.TryGetValue(ShortName(nameOrArn ?? "default"), out var cluster) ? cluster : throw EcsErrors.NoCluster();

    /// <summary>A service, whatever its status.</summary>
    public static Service? FindService(this EcsState state, Cluster cluster, string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal)
            ? state.Services.Values.FirstOrDefault(service => service.Arn == nameOrArn && service.Key.Cluster == cluster.Name)
            : state.Services.GetValueOrDefault(new ServiceKey(cluster.Name, nameOrArn));

    public static Service RequireService(this EcsState state, Cluster cluster, string? nameOrArn) =>
        state.FindService(cluster, nameOrArn ?? throw EcsErrors.Invalid("Service cannot be empty.")) ?? throw EcsErrors.NoService();

    public static EcsTask? FindTask(this EcsState state, Cluster cluster, string idOrArn) =>
        state.Tasks.TryGetValue(ShortName(idOrArn), out var task) && task.Cluster == cluster.Name ? task : null;

    /// <summary>By ARN, <c>family:revision</c>, or <c>family</c> for its newest ACTIVE revision. Null when there is none.</summary>
    public static TaskDefinition? FindTaskDefinition(this EcsState state, string reference)
    {
        var name = ShortName(reference);
        var colon = name.LastIndexOf(':');
        if (!state.Families.TryGetValue(colon < 0 ? name : name[..colon], out var revisions)) return null;
        if (colon < 0) return revisions.FindLast(definition => definition.IsActive);
        return int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1
            && number <= revisions.Count
            ? revisions[number - 1]
            : null;
    }

    /// <summary>A task definition that may be run.</summary>
    public static TaskDefinition RequireUsable(this EcsState state, string? reference)
    {
        if (string.IsNullOrEmpty(reference)) throw EcsErrors.Client("TaskDefinition cannot be empty.");
        var definition = state.FindTaskDefinition(reference) ?? throw EcsErrors.Client("TaskDefinition not found.");
        return definition.IsActive ? definition : throw EcsErrors.Client("TaskDefinition is inactive");
    }

    /// <summary>How a description names what it did not find.</summary>
    public static Failure Missing(this EcsState state, string kind, Cluster cluster, string nameOrArn) => new(
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn : state.ArnOf($"{kind}/{cluster.Name}/{nameOrArn}"), "MISSING");

    /// <summary>The last part of an ARN: <c>arn:aws:ecs:region:account:task/cluster/id</c> gives id.</summary>
    private static string ShortName(string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..] : nameOrArn;
}
