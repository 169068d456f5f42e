using System.Net;
using LocalCloud.Processes;

namespace LocalCloud.InMemory;

/// <summary>A container that only pretends to run. What it does can be changed while it does.</summary>
public sealed class InMemoryContainer : IRunningTask
{
    private const int Terminated = 143, Killed = 137;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InMemoryImage _image;
    private readonly ITimer? _end;

    internal InMemoryContainer(string taskId, string name, IPAddress address, InMemoryImage image, TimeProvider time)
    {
        (TaskId, Name, Address, _image, Health, HealthCheck) = (taskId, name, address, image, image.Health, image.HealthCheck);
        if (image.EndsAfter is { } lifetime) _end = time.CreateTimer(_ => Exit(image.ExitCode), null, lifetime, Timeout.InfiniteTimeSpan);
    }

    public string TaskId { get; }

    public string Name { get; }

    public IPAddress Address { get; }

    /// <inheritdoc cref="InMemoryImage.Health"/>
    public int? Health { get; set; }

    /// <inheritdoc cref="InMemoryImage.HealthCheck"/>
    public int HealthCheck { get; set; }

    public bool GotSigTerm { get; private set; }

    public string ImageDigest => "sha256:0";

    public string? EndedBecause => null;

    public Task<int> Exited => _exited.Task;

    public Task<int> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancel) => Task.FromResult(HealthCheck);

    /// <summary>Ends it now, as if by itself.</summary>
    public void Exit(int code)
    {
        _end?.Dispose();
        _exited.TrySetResult(code);
    }

    public void Terminate()
    {
        GotSigTerm = true;
        if (_image.ObeysSigTerm) Exit(Terminated);
    }

    public void Kill() => Exit(Killed);
}
