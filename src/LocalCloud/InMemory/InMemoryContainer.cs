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
    private readonly TimeProvider _time;
    private double _cores, _cpuSecondsBefore;
    private long _coresSince;

    internal InMemoryContainer(string taskId, string name, IPAddress address, InMemoryImage image, TimeProvider time)
    {
        (TaskId, Name, Address, _image, Health, HealthCheck) = (taskId, name, address, image, image.Health, image.HealthCheck);
        (_time, _coresSince, _cores, MemoryBytes) = (time, time.GetTimestamp(), image.Cores, image.MemoryBytes);
        if (image.EndsAfter is { } lifetime) _end = time.CreateTimer(_ => Exit(image.ExitCode), null, lifetime, Timeout.InfiniteTimeSpan);
    }

    public string TaskId { get; }

    public string Name { get; }

    public IPAddress Address { get; }

    /// <inheritdoc cref="InMemoryImage.Health"/>
    public int? Health { get; set; }

    /// <inheritdoc cref="InMemoryImage.HealthCheck"/>
    public int HealthCheck { get; set; }

    /// <inheritdoc cref="InMemoryImage.Cores"/>
    public double Cores
    {
        get => _cores;
        set
        {
            _cpuSecondsBefore = Usage.CpuSeconds;
            (_coresSince, _cores) = (_time.GetTimestamp(), value);
        }
    }

    /// <inheritdoc cref="InMemoryImage.MemoryBytes"/>
    public long MemoryBytes { get; set; }

    internal ContainerUsage Usage => new(_cpuSecondsBefore + (_cores * _time.GetElapsedTime(_coresSince).TotalSeconds), MemoryBytes);

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
