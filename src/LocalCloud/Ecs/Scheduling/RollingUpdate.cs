using System.Collections.Immutable;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Scheduling;

/// <summary>
/// Which tasks to start and stop next. At least minimumHealthyPercent of the desired count (rounded up) keeps serving;
/// at most maximumPercent (rounded down) is meant to run at any time.
/// </summary>
internal static class RollingUpdate
{
    public static (int Start, ImmutableArray<StopWish> Stop) Next(Service service, IReadOnlyList<ObservedTask> tasks, DateTimeOffset now)
    {
        var desired = service.DesiredCount;
        var primary = service.Primary;
        var least = (desired * service.MinimumHealthyPercent + 99) / 100;
        var most = desired * service.MaximumPercent / 100;

        var failing = tasks.Where(observed => observed.Task.IsWanted && observed.Health == Health.Failing).ToList();
        var wanted = tasks.Where(observed => observed.Task.IsWanted && observed.Health != Health.Failing).ToList();
        var current = wanted.Where(observed => observed.Task.DeploymentId == primary.Id).ToList();
        var old = wanted.Where(observed => observed.Task.DeploymentId != primary.Id).ToList();

        var stop = ImmutableArray.CreateBuilder<StopWish>();
        stop.AddRange(failing.Select(observed => new StopWish(
            observed.Task,
            observed.TargetGroup is { } group ? $"Task failed ELB health checks in (target-group {group})" : "Task failed container health checks",
            FailedHealthChecks: true)));

        var surplus = Surplus(current, desired);
        var leaving = primary.RolloutState == Deployment.Failed
            ? Surplus(old, desired)
            : Replaceable(old, current.Count(observed => observed.Health == Health.Healthy), least);
        stop.AddRange(
            surplus.Concat(leaving).Select(
                observed => new StopWish(observed.Task, $"Scaling activity initiated by (deployment {primary.Id})")));

        // A failed deployment stands still: nothing is started until a new one, or a roll-back, takes its place.
        var mayStart = primary.RolloutState != Deployment.Failed && !(primary.NotBefore > now);
        var room = Math.Min(desired - current.Count, most - wanted.Count);
        return (mayStart ? Math.Max(room, 0) : 0, stop.ToImmutable());
    }

    /// <summary>Too many tasks: those not serving yet go first, then the newest.</summary>
    private static IEnumerable<ObservedTask> Surplus(List<ObservedTask> tasks, int desired) => tasks
        .OrderBy(observed => observed.Task.IsRunning)
        .ThenBy(observed => observed.Health == Health.Healthy)
        .ThenByDescending(observed => observed.Task.CreatedAt)
        .Take(Math.Max(tasks.Count - desired, 0));

    /// <summary>Old tasks that may go: those that do not run, and of the others as many as new healthy ones make superfluous.</summary>
    private static IEnumerable<ObservedTask> Replaceable(List<ObservedTask> old, int healthy, int least)
    {
        var serving = old
            .Where(observed => observed.Task.IsRunning)
            .OrderBy(observed => observed.Health == Health.Healthy)
            .ThenBy(observed => observed.Task.CreatedAt)
            .ToList();
        return old.Where(observed => !observed.Task.IsRunning).Concat(serving.Take(Math.Max(healthy + serving.Count - least, 0)));
    }
}
