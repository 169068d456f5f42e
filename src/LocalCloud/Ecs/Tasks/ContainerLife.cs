using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;
using LocalCloud.Processes;

namespace LocalCloud.Ecs.Tasks;

/// <summary>One container of a task, from waiting for those it depends on to its exit code. Writes its state, and nobody else does.</summary>
internal sealed class ContainerLife(TaskWorld world, EcsTask task, ContainerDefinition definition) : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<IRunningTask> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int?> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ContainerDefinition Definition => definition;

    /// <summary>Completes when it runs. Fails with a <see cref="TaskStartException"/>; is cancelled when the task ended first.</summary>
    public Task<IRunningTask> Started => _started.Task;

    /// <summary>Its exit code; null when it never ran.</summary>
    public Task<int?> Exited => _exited.Task;

    /// <summary>Completes with the first passing health check.</summary>
    public Task Healthy => _healthy.Task;

    /// <summary>Waits for the others, then runs. Never throws: what happens is in the tasks above.</summary>
    public async Task RunAsync(ContainerDependencies dependencies)
    {
        try
        {
            await dependencies.WaitAsync(definition, _ending.Token);
            var container = await StartAsync();
            Change(state => state with { LastStatus = TaskPhase.Running, ImageDigest = container.ImageDigest });
            _started.SetResult(container);
            world.Usage.Watch(task, container);
            var watching = WatchAsync(container);
            var code = await container.Exited;
            await _ending.CancelAsync();
            await watching;
            End(state => state with { ExitCode = code, Reason = container.EndedBecause });
            _exited.SetResult(code);
        }
        catch (Exception error)
        {
            End(state => state with { Reason = error is OperationCanceledException ? null : error.Message });
            if (error is OperationCanceledException) _started.TrySetCanceled();
            else _started.TrySetException(error);
            _exited.SetResult(null);
        }
    }

    /// <summary>SIGTERM, patience, SIGKILL. Completes when it is gone.</summary>
    /// <param name="hurry">Shortens the patience: the region stops.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        if (!_started.Task.IsCompleted) await _ending.CancelAsync();
        if (!_started.Task.IsCompletedSuccessfully)
        {
            // It may be in the middle of starting.
            await Task.WhenAny(_started.Task, _exited.Task);
            if (!_started.Task.IsCompletedSuccessfully) return;
        }

        var container = await _started.Task;
        if (container.Exited.IsCompleted) return;
        container.Terminate();
        var patience = definition.StopTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : world.Timing.DefaultStopTimeout;
        if (await ExitedWithinAsync(patience, container, hurry)) return;
        if (hurry.IsCancellationRequested && await ExitedWithinAsync(world.Timing.ShutdownGrace, container, CancellationToken.None)) return;
        container.Kill();
        await container.Exited;
    }

    /// <summary>SIGKILL, if it runs.</summary>
    public void Kill()
    {
        if (_started.Task.IsCompletedSuccessfully) _started.Task.Result.Kill();
    }

    public void Dispose() => _ending.Dispose();

    private Task<IRunningTask> StartAsync()
    {
        RequireLogGroup();
        return world.Runtime.StartAsync(Launch());
    }

    private void RequireLogGroup()
    {
        if (task.LogNameOf(definition) is not { Group: var group } || world.Logs.HasGroup(group)) return;
        if (definition.LogConfiguration!.Options!.GetValueOrDefault("awslogs-create-group") == "true")
        {
            world.Logs.CreateGroup(group);
            return;
        }

        throw new TaskStartException(
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: "
            + $"ResourceNotFoundException: The specified log group does not exist. ({group})");
    }

    private TaskLaunch Launch() => new(
        task.Id,
        definition.Name!,
        definition.Image!,
        task.Address,
        [.. task.TaskDefinition.ContainerDefinitions.SelectMany(container => container.PortMappings!).Select(port => port.ContainerPort!.Value)],
        definition.EntryPoint ?? [],
        TaskEnvironment.CommandOf(task, definition),
        world.Environment.Of(task, definition),
        world.Logs.Open(LogFile, task.LogNameOf(definition)));

    private Task WatchAsync(IRunningTask container) => definition.HealthCheck is { } check
        ? new HealthMonitor(check, world.Scale, world.Time).WatchAsync(container, Report, _ending.Token)
        : Task.CompletedTask;

    private void Report(string status)
    {
        Change(state => state with { HealthStatus = status });
        if (status == ContainerHealth.Healthy) _healthy.TrySetResult();
    }

    /// <summary>The first container's file has the task's name alone.</summary>
    private string LogFile => task.TaskDefinition.ContainerDefinitions[0].Name == definition.Name ? task.Id : $"{task.Id}-{definition.Name}";

    private void End(Func<ContainerState, ContainerState> change)
    {
        world.Logs.Close(LogFile);
        Change(state => change(state) with { LastStatus = TaskPhase.Stopped });
    }

    private void Change(Func<ContainerState, ContainerState> change) =>
        world.State.ChangeTask(task.Id, current => current.WithContainer(definition.Name!, change));

    private async Task<bool> ExitedWithinAsync(TimeSpan patience, IRunningTask container, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var first = await Task.WhenAny(container.Exited, Task.Delay(patience, world.Time, enough.Token));
        await enough.CancelAsync();
        return first == container.Exited;
    }
}
