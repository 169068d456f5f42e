using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Usage;
using LocalCloud.Logs;
using LocalCloud.Processes;
using LocalCloud.Protocols;

namespace LocalCloud.Ecs.Tasks;

/// <summary>What every task's life needs.</summary>
internal sealed record TaskWorld(
    EcsState State,
    ITaskRuntime Runtime,
    TaskEnvironment Environment,
    TargetGroups TargetGroups,
    LogStore Logs,
    UsageSampler Usage,
    TimeProvider Time,
    EcsTiming Timing,
    TimeScale Scale,
    ILogger Logger);

/// <summary>Leads one task from PROVISIONING to STOPPED. Nobody else changes its last status.</summary>
/// <param name="world">What it lives in.</param>
/// <param name="id">The task.</param>
/// <param name="hurry">Set when the region itself stops: then nobody waits for the load balancer, and not long for the container.</param>
internal sealed class TaskLife(TaskWorld world, string id, CancellationToken hurry)
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ContainerGroup? _containers;

    /// <summary>Asks the task to end. Reason and code are in its state already.</summary>
    public void Stop() => _stop.TrySetResult();

    /// <summary>SIGKILL to all that runs of it.</summary>
    public void Crash() => _containers?.Kill();

    public async Task RunAsync()
    {
        try
        {
            await LiveAsync();
        }
        catch (Exception error) when (error is TaskStartException or AwsException)
        {
            // An AwsException: its target group went away between the start of the service and the start of the task.
            End(task => NotStarted(task, error.Message));
        }
        catch (Exception error)
        {
            world.Logger.LogError(error, "Task {Task} failed inside LocalCloud", id);
            End(task => NotStarted(task, $"InternalError: {error.Message}"));
        }
    }

    private async Task LiveAsync()
    {
        var task = Change(task => task with { LastStatus = TaskPhase.Pending, PullStartedAt = Now });
        if (!task.IsWanted)
        {
            End(stopped => stopped);
            return;
        }

        using var containers = new ContainerGroup(world, task);
        _containers = containers;
        try
        {
            await Task.WhenAny(containers.AllStarted, containers.EssentialExited, _stop.Task);
            if (containers.AllStarted.IsFaulted) await containers.AllStarted;
            if (containers.AllStarted.IsCompletedSuccessfully)
            {
                task = Change(running => running with { LastStatus = TaskPhase.Running, StartedAt = Now });
                Register(task);
                await Task.WhenAny(containers.EssentialExited, _stop.Task);
            }

            Change(leaving => leaving with
            {
                LastStatus = TaskPhase.Deactivating,
                DesiredStatus = TaskPhase.Stopped,
                StoppingAt = leaving.StoppingAt ?? Now,

                // Said now, not when it has drained: else the scheduler would replace it before the failure counts, without back-off.
                StopCode = leaving.StopCode ?? StopCodes.ContainerExited,
            });
            await LeaveTargetGroupsAsync(task, containers);
            if (!containers.AllGone.IsCompleted) Change(stopping => stopping with { LastStatus = TaskPhase.Stopping });
        }
        finally
        {
            // Whatever went wrong above, no process must stay.
            await containers.StopAsync(hurry);
            containers.Kill();
            await containers.AllGone;
        }

        End(ended => ended with
        {
            StoppedReason = ended.StoppedReason
                ?? ended.Containers.Select(container => container.Reason).FirstOrDefault(reason => reason is not null)
                ?? "Essential container in task exited",
        });
    }

    private void Register(EcsTask task)
    {
        if (task.LoadBalancers.Count == 0) return;
        world.TargetGroups.Register(task);
        foreach (var balancer in task.LoadBalancers)
            world.State.AddEvent(task.Service, Now, $"registered 1 targets in (target-group {balancer.TargetGroupArn})");
    }

    private async Task LeaveTargetGroupsAsync(EcsTask task, ContainerGroup containers)
    {
        if (task.LoadBalancers.Count == 0 || task.StartedAt is null) return;
        world.TargetGroups.Deregister(task);
        foreach (var balancer in task.LoadBalancers)
            world.State.AddEvent(task.Service, Now, $"deregistered 1 targets in (target-group {balancer.TargetGroupArn})");
        if (containers.EssentialExited.IsCompleted) return;
        world.State.AddEvent(task.Service, Now, "has begun draining connections on 1 tasks.");
        var first = await Task.WhenAny(world.TargetGroups.DrainedAsync(task, hurry), containers.EssentialExited);
        if (!hurry.IsCancellationRequested) await first;
    }

    private static EcsTask NotStarted(EcsTask task, string reason) => task with
    {
        StopCode = task.StopCode ?? StopCodes.FailedToStart,
        StoppedReason = task.StoppedReason ?? reason,
    };

    private DateTimeOffset Now => world.Time.GetUtcNow();

    private EcsTask Change(Func<EcsTask, EcsTask> change) =>
        world.State.ChangeTask(id, change) ?? throw new InvalidOperationException($"Task {id} was forgotten while it lived");

    private void End(Func<EcsTask, EcsTask> change)
    {
        Change(task => change(task) with
        {
            LastStatus = TaskPhase.Stopped,
            DesiredStatus = TaskPhase.Stopped,
            StoppingAt = task.StoppingAt ?? Now,
            StoppedAt = Now,
        });
    }
}
