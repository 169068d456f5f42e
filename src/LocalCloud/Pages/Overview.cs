using LocalCloud.Ecs.State;
using LocalCloud.Elb;
using LocalCloud.Protocols;
using LocalCloud.Traffic;

namespace LocalCloud.Pages;

/// <summary>What the page at / shows: the whole region at one moment.</summary>
internal sealed record Overview(
    string Region,
    DateTimeOffset Now,
    IReadOnlyList<Cluster> Clusters,
    IReadOnlyList<Service> Services,
    IReadOnlyList<EcsTask> Tasks,
    ElbState Balancing,
    IReadOnlyDictionary<string, IReadOnlyList<(string Target, TargetHealth Health)>> TargetsOf,
    IReadOnlyList<LoggedCall> Calls);

/// <summary>Takes the overview. Reads only what the services keep anyway.</summary>
internal sealed class OverviewReader(RegionOptions options, EcsState ecs, ElbStore balancers, TargetPools pools, CallLog calls, TimeProvider time)
{
    private const int NewestCalls = 25;

    public Overview Read()
    {
        var state = balancers.Current;
        var targets = state.TargetGroups.Keys.ToDictionary(arn => arn, TargetsOf);
        lock (ecs.Gate)
        {
            return new Overview(
                options.Region, time.GetUtcNow(), [.. ecs.Clusters.Values],
                [.. ecs.Services.Values.Where(service => service.Status != "INACTIVE").OrderBy(service => service.Key.Name, StringComparer.Ordinal)],
                [.. ecs.Tasks.Values.OrderByDescending(task => task.CreatedAt)],
                state, targets, calls.Newest(NewestCalls));
        }
    }

    private IReadOnlyList<(string Target, TargetHealth Health)> TargetsOf(string targetGroupArn)
    {
        if (pools.Find(targetGroupArn) is not { } pool) return [];
        return [.. pool.Targets
            .Select(target => ($"{target.Address}:{target.Port}", Health: pool.HealthOf(target.Address, target.Port)))
            .Where(target => target.Health is not null)
            .Select(target => (target.Item1, target.Health!))];
    }
}
