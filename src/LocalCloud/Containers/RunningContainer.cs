using Docker.DotNet;
using Docker.DotNet.Models;
using LocalCloud.Logs;
using LocalCloud.Processes;

namespace LocalCloud.Containers;

/// <summary>A started container of the engine. It is removed when it has ended and its output is read.</summary>
internal sealed class RunningContainer : IRunningTask
{
    private const double NanosecondsPerSecond = 1e9;
    private readonly IDockerClient _docker;
    private readonly string _id;
    private readonly IReadOnlyList<PortRelay> _relays;
    private readonly ILogger _logger;

    public RunningContainer(IDockerClient docker, string id, string imageDigest, LogStream log, IReadOnlyList<PortRelay> relays, ILogger logger)
    {
        (_docker, _id, ImageDigest, _relays, _logger) = (docker, id, imageDigest, relays, logger);
        Exited = EndAsync(log);
    }

    public string ImageDigest { get; }

    public Task<int> Exited { get; }

    public string? EndedBecause => null;

    public async Task<int> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancel)
    {
        try
        {
            var exec = await _docker.Exec.CreateContainerExecAsync(
                _id, new ContainerExecCreateParameters { Cmd = [.. command], AttachStdout = true, AttachStderr = true }, cancel);
            using var output = await _docker.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), cancel);
            await output.ReadOutputToEndAsync(cancel);
            return (int)((await _docker.Exec.InspectContainerExecAsync(exec.ID, cancel)).ExitCode ?? 1);
        }
        catch (DockerApiException error)
        {
            throw new TaskStartException(error.Message);
        }
    }

    /// <summary>Null when it has ended, or the engine does not say.</summary>
    public async Task<ContainerUsage?> MeasureAsync()
    {
        ContainerUsage? usage = null;
        try
        {
            await _docker.Containers.GetContainerStatsAsync(
                _id,
                new ContainerStatsParameters { Stream = false, OneShot = true },
                new Direct(stats => usage = UsageOf(stats)),
                CancellationToken.None);
        }
        catch (Exception error) when (error is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            _logger.LogDebug(error, "The engine does not say what container {Container} uses", _id);
        }

        return Exited.IsCompleted ? null : usage;
    }

    private static ContainerUsage? UsageOf(ContainerStatsResponse stats) =>
        stats is { CPUStats.CPUUsage.TotalUsage: { } nanoseconds, MemoryStats.Usage: { } bytes }
            ? new ContainerUsage(nanoseconds / NanosecondsPerSecond, (long)bytes)
            : null;

    public void Terminate() => Signal("SIGTERM");

    public void Kill() => Signal("SIGKILL");

    private async Task<int> EndAsync(LogStream log)
    {
        try
        {
            var reading = ReadAsync(log);
            var ended = await _docker.Containers.WaitContainerAsync(_id);
            await reading;
            await _docker.Containers.RemoveContainerAsync(_id, new ContainerRemoveParameters { Force = true });
            return (int)ended.StatusCode;
        }
        finally
        {
            foreach (var relay in _relays) relay.Dispose();
        }
    }

    /// <summary>The engine sends both streams in one, cut into frames; a line may be cut too.</summary>
    private async Task ReadAsync(LogStream log)
    {
        using var output = await _docker.Containers.GetContainerLogsAsync(
            _id, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = true }, CancellationToken.None);
        var pipe = new System.IO.Pipelines.Pipe();
        var lines = LineReader.CopyAsync(pipe.Reader.AsStream(), log.Write);
        await using (var writer = pipe.Writer.AsStream())
            await output.CopyOutputToAsync(Stream.Null, writer, writer, CancellationToken.None);
        await lines;
    }

    private void Signal(string signal) => _ = SignalAsync(signal);

    private async Task SignalAsync(string signal)
    {
        try
        {
            if (!Exited.IsCompleted) await _docker.Containers.KillContainerAsync(_id, new ContainerKillParameters { Signal = signal });
        }
        catch (DockerApiException error)
        {
            // It has ended between the question and the signal; Exited tells.
            _logger.LogDebug(error, "{Signal} did not reach container {Container}", signal, _id);
        }
    }

    /// <summary>Progress of the framework reports on another thread, later.</summary>
    private sealed class Direct(Action<ContainerStatsResponse> report) : IProgress<ContainerStatsResponse>
    {
        public void Report(ContainerStatsResponse value) => report(value);
    }
}
