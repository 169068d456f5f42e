using LocalCloud.Ecs.State;
using LocalCloud.Elb;

namespace LocalCloud.Ecs.Scheduling;

internal enum Health
{
    /// <summary>Not known yet, or not asked: it neither counts nor is it replaced.</summary>
    Waiting,
    Healthy,

    /// <summary>Failing checks after the grace period: to be replaced.</summary>
    Failing,
}

/// <summary>A task with the scheduler's opinion of it at one moment.</summary>
/// <param name="TargetGroup">The group whose checks fail; null when the containers' own checks do, or none.</param>
/// <param name="Problem">What the group says about it.</param>
/// <param name="ChangesAt">When the opinion may change without anything happening.</param>
internal sealed record ObservedTask(
    EcsTask Task, Health Health, string? TargetGroup = null, string? Problem = null, DateTimeOffset? ChangesAt = null)
{
    /// <param name="task">Any task of the service.</param>
    /// <param name="targets">Its health in each of its target groups, in order; null where it is not registered.</param>
    /// <param name="grace">The service's health check grace period.</param>
    /// <param name="now">The moment.</param>
    /// <param name="timing">Waits.</param>
    public static ObservedTask Judge(
        EcsTask task, IReadOnlyList<TargetHealth?> targets, TimeSpan grace, DateTimeOffset now, EcsTiming timing)
    {
        if (!task.IsRunning) return new ObservedTask(task, Health.Waiting);
        var graceEnds = task.StartedAt!.Value + grace;
        if (task.HealthStatus == ContainerHealth.Unhealthy) return Failing(task, null, "failed container health checks", graceEnds, now);
        for (var i = 0; i < task.LoadBalancers.Count; i++)
        {
            if (targets[i] is { State: "unhealthy" } unhealthy)
                return Failing(task, task.LoadBalancers[i].TargetGroupArn, unhealthy.Description ?? unhealthy.Reason, graceEnds, now);
        }

        // Every check has its say: of the containers, and of each group. A group that no rule uses says "unused", and cannot vouch for anybody.
        if (task.HasHealthCheck && task.HealthStatus != ContainerHealth.Healthy) return new ObservedTask(task, Health.Waiting);
        if (task.LoadBalancers.Count > 0)
            return new ObservedTask(task, targets.All(target => target?.State == "healthy") ? Health.Healthy : Health.Waiting);
        var stableAt = task.HasHealthCheck ? now : task.StartedAt!.Value + timing.StableAfter;
        return now >= stableAt ? new ObservedTask(task, Health.Healthy) : new ObservedTask(task, Health.Waiting, ChangesAt: stableAt);
    }

    private static ObservedTask Failing(EcsTask task, string? targetGroup, string? problem, DateTimeOffset graceEnds, DateTimeOffset now) => now >= graceEnds
        ? new ObservedTask(task, Health.Failing, targetGroup, problem)
        : new ObservedTask(task, Health.Waiting, ChangesAt: graceEnds);
}
