using System.Collections.Concurrent;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Tasks;

/// <summary>All tasks alive. Starts their lives, passes on wishes to stop, and ends them all when the region stops.</summary>
internal sealed class TaskRunner(TaskWorld world) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, (TaskLife Life, Task Ended)> _alive = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>To be called once the task stands in the state, outside the gate.</summary>
    public void Launch(EcsTask task)
    {
        var life = new TaskLife(world, task.Id, _stopping.Token);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _alive[task.Id] = (life, LiveAsync(task, life, begin.Task));
        if (_stopping.IsCancellationRequested) life.Stop();
        begin.SetResult();
    }

    /// <summary>Does nothing when the task is stopping or stopped already.</summary>
    public void Stop(string id, string stopCode, string reason)
    {
        world.State.ChangeTask(id, task => !task.IsWanted ? task : task with
        {
            DesiredStatus = TaskPhase.Stopped,
            StopCode = stopCode,
            StoppedReason = reason,
            StoppingAt = world.Time.GetUtcNow(),
        });
        if (_alive.TryGetValue(id, out var alive)) alive.Life.Stop();
    }

    /// <summary>Kills its container from outside, as when the machine runs out of memory. Nothing else is said: ECS finds out.</summary>
    public void Crash(string id)
    {
        if (_alive.TryGetValue(id, out var alive)) alive.Life.Crash();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        var all = _alive.Values.ToList();
        foreach (var (life, _) in all) life.Stop();
        await Task.WhenAll(all.Select(alive => alive.Ended));
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LiveAsync(EcsTask task, TaskLife life, Task begin)
    {
        await begin;
        await life.RunAsync();
        _alive.TryRemove(task.Id, out _);
        _ = ForgetAsync(task);
    }

    private async Task ForgetAsync(EcsTask task)
    {
        await Task.Delay(world.Timing.StoppedTasksVisible, world.Time, _stopping.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var container in task.TaskDefinition.ContainerDefinitions)
        {
            if (task.LogNameOf(container) is { } name) world.Logs.Forget(name);
        }

        lock (world.State.Gate) world.State.Tasks.Remove(task.Id);
    }
}
