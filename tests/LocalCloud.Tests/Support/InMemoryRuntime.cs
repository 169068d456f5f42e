using System.Collections.Concurrent;
using LocalCloud.Processes;

namespace LocalCloud.Tests.Support;

/// <summary>Tasks without processes, for tests with a clock of their own.</summary>
internal sealed class InMemoryRuntime : ITaskRuntime
{
    public ConcurrentDictionary<string, InMemoryTask> Tasks { get; } = new();

    public Task<IRunningTask> StartAsync(TaskLaunch launch)
    {
        var task = new InMemoryTask { ObeysSigTerm = !launch.Image.StartsWith("stubborn", StringComparison.Ordinal) };
        Tasks[launch.TaskId] = task;
        return Task.FromResult<IRunningTask>(task);
    }
}

internal sealed class InMemoryTask : IRunningTask
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool ObeysSigTerm { get; init; }

    public bool GotSigTerm { get; private set; }

    public string ImageDigest => "sha256:0";

    public Task<int> Exited => _exited.Task;

    public string? EndedBecause => null;

    public Task<int> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancel) => Task.FromResult(HealthCheck);

    /// <summary>Exit code of its health check.</summary>
    public int HealthCheck { get; set; }

    public void Exit(int code) => _exited.TrySetResult(code);

    public void Terminate()
    {
        GotSigTerm = true;
        if (ObeysSigTerm) Exit(143);
    }

    public void Kill() => Exit(137);
}
