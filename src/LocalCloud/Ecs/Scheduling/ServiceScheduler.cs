using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;

namespace LocalCloud.Ecs.Scheduling;

/// <summary>
/// Keeps every service as desired. Level-triggered: a pass looks at one service as it is now, whatever woke it,
/// decides, acts, and says when to look again. Passes come one after the other.
/// </summary>
internal sealed class ServiceScheduler(
    EcsState state,
    SchedulerWakeUps wakeUps,
    TargetGroups targetGroups,
    EcsTaskFactory factory,
    TaskRunner runner,
    TimeProvider time,
    EcsTiming timing,
    RegionOptions options,
    ILogger<ServiceScheduler> logger)
    : RegionLoop
{
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);
    private readonly Dictionary<ServiceKey, ITimer> _timers = [];

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Not ReadAllAsync: it would leave the region's own thread (RegionLoop).
            while (await wakeUps.WaitAsync(stoppingToken))
            {
                while (wakeUps.TryTake(out var key)) LookAt(key);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The scheduler stops with its region");
        }
    }

    public override void Dispose()
    {
        foreach (var timer in _timers.Values) timer.Dispose();
        base.Dispose();
    }

    private void LookAt(ServiceKey key)
    {
        try
        {
            Arm(key, Pass(key));
        }
        catch (Exception error)
        {
            // One service's trouble must not stop the others.
            logger.LogError(error, "A scheduler pass over {Service} failed", key.Name);
            Arm(key, time.GetUtcNow() + AfterError);
        }
    }

    private DateTimeOffset? Pass(ServiceKey key)
    {
        var healths = HealthOfRunning(key);
        var now = time.GetUtcNow();
        Service? service;
        Decision decision;
        List<EcsTask> started;
        lock (state.Gate)
        {
            if (!state.Services.TryGetValue(key, out service)) return null;
            var tasks = state.TasksOf(key)
                .Select(task => ObservedTask.Judge(task, healths.GetValueOrDefault(task.Id) ?? [null], options.TimeScale.Of(service.Grace), now, timing))
                .ToList();
            decision = ServicePlanner.Decide(service, tasks, now, timing);
            foreach (var observed in tasks) state.ChangeTask(observed.Task.Id, _ => FailureCount.Noted(observed));

            started = [.. Enumerable.Range(0, decision.Start).Select(_ => factory.OfService(decision.Service))];
            foreach (var task in started) state.Add(task);
            state.Put(WithTaskEvents(decision, started, now));
        }

        foreach (var task in started) runner.Launch(task);
        foreach (var wish in decision.Stop) runner.Stop(wish.Task.Id, StopCodes.Scheduler, wish.Reason);

        // Another deployment, or one in another state, may allow more at once.
        var (before, after) = (service.Primary, decision.Service.Primary);
        return before.Id == after.Id && before.RolloutState == after.RolloutState ? decision.LookAgain : now;
    }

    /// <summary>Asked outside the gate: the load balancer has a lock of its own.</summary>
    private Dictionary<string, IReadOnlyList<Elb.TargetHealth?>> HealthOfRunning(ServiceKey key)
    {
        IReadOnlyList<EcsTask> tasks;
        lock (state.Gate) tasks = state.TasksOf(key);
        return tasks.Where(task => task.IsRunning).ToDictionary(task => task.Id, targetGroups.HealthOf);
    }

    private static Service WithTaskEvents(Decision decision, List<EcsTask> started, DateTimeOffset now)
    {
        var service = decision.Service;
        if (started.Count > 0)
            service = service.WithEvent(
                now, $"has started {started.Count} tasks: {string.Join(' ', started.Select(task => $"(task {task.Id})"))}.");
        var stopped = decision.Stop;
        return stopped.Length > 0
            ? service.WithEvent(
                now, $"has stopped {stopped.Length} running tasks: {string.Join(' ', stopped.Select(wish => $"(task {wish.Task.Id})"))}.")
            : service;
    }

    private void Arm(ServiceKey key, DateTimeOffset? at)
    {
        if (!_timers.TryGetValue(key, out var timer))
        {
            if (at is null) return;
            _timers[key] = timer = time.CreateTimer(_ => wakeUps.Wake(key), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        var wait = at - time.GetUtcNow();
        timer.Change(wait is null ? Timeout.InfiniteTimeSpan : wait < TimeSpan.Zero ? TimeSpan.Zero : wait.Value, Timeout.InfiniteTimeSpan);
    }
}
