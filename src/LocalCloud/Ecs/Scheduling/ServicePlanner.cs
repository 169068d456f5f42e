using System.Collections.Immutable;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Scheduling;

/// <summary>A task to stop, and why, in ECS's words.</summary>
internal sealed record StopWish(EcsTask Task, string Reason, bool FailedHealthChecks = false);

/// <summary>What one pass decided.</summary>
/// <param name="Service">The service as it is after the pass.</param>
/// <param name="Start">How many tasks of the PRIMARY deployment to start.</param>
/// <param name="Stop">Tasks to stop.</param>
/// <param name="LookAgain">When to look again though nothing happens; null when there is nothing to wait for.</param>
internal sealed record Decision(Service Service, int Start, ImmutableArray<StopWish> Stop, DateTimeOffset? LookAgain);

/// <summary>The service scheduler's thinking: a pure function of the service, its tasks and the time.</summary>
internal static class ServicePlanner
{
    public static Decision Decide(Service service, IReadOnlyList<ObservedTask> tasks, DateTimeOffset now, EcsTiming timing)
    {
        if (service.Status == "INACTIVE") return new Decision(service, 0, [], null);
        if (service.Status == "DRAINING") return Drain(service, tasks, now);

        var counted = FailureCount.Account(service, tasks, now, timing);
        var judged = CircuitBreakerRule.Judge(counted, now);
        var (start, stop) = RollingUpdate.Next(judged, tasks, now);
        var announced = stop.Where(wish => wish.FailedHealthChecks).Aggregate(
            judged, (current, wish) => Announce(current, wish, tasks, now));
        var settled = SteadyState.Reach(announced, tasks, start, stop.Length, now);
        return new Decision(settled, start, stop, LookAgain(settled, tasks, now, timing));
    }

    private static Decision Drain(Service service, IReadOnlyList<ObservedTask> tasks, DateTimeOffset now)
    {
        if (tasks.All(observed => observed.Task.IsStopped)) return new Decision(service with { Status = "INACTIVE" }, 0, [], null);
        ImmutableArray<StopWish> stop = [.. tasks
            .Where(observed => observed.Task.IsWanted)
            .Select(observed => new StopWish(observed.Task, $"Scaling activity initiated by (deployment {service.Primary.Id})"))];
        return new Decision(service, 0, stop, null);
    }

    private static Service Announce(Service service, StopWish wish, IReadOnlyList<ObservedTask> tasks, DateTimeOffset now)
    {
        var observed = tasks.First(candidate => candidate.Task.Id == wish.Task.Id);
        if (observed.TargetGroup is null) return service.WithEvent(now, $"(task {wish.Task.Id}) {observed.Problem}.");
        var port = wish.Task.LoadBalancers.First(balancer => balancer.TargetGroupArn == observed.TargetGroup).ContainerPort;
        return service.WithEvent(
            now,
            $"(task {wish.Task.Id}) (port {port}) is unhealthy in (target-group {observed.TargetGroup}) due to (reason "
            + $"{observed.Problem})");
    }

    private static DateTimeOffset? LookAgain(Service service, IReadOnlyList<ObservedTask> tasks, DateTimeOffset now, EcsTiming timing)
    {
        var times = tasks.Select(observed => observed.ChangesAt).Append(service.Primary.NotBefore).Where(at => at > now).ToList();
        if (tasks.Any(observed => observed.Task.IsRunning && observed.Task.LoadBalancers.Count > 0)) times.Add(now + timing.HealthPoll);
        return times.Count > 0 ? times.Min() : null;
    }
}
