using System.Net;
using LocalCloud.Logs;

namespace LocalCloud.Processes;

/// <summary>All a runtime needs to start one container of a task.</summary>
/// <param name="TaskId">32 hex digits.</param>
/// <param name="Container">Its name, unique within the task.</param>
/// <param name="Image">Image reference as the task definition says it.</param>
/// <param name="Address">The task's own loopback address.</param>
/// <param name="Ports">Container ports of all containers of the task: they share its address.</param>
/// <param name="EntryPoint">Takes the place of the image's own program and arguments, unless empty.</param>
/// <param name="Command">Replaces what a container image calls CMD: appended to the image's own arguments.</param>
/// <param name="Environment">Wins over the image's environment; secrets are resolved in it.</param>
internal sealed record TaskLaunch(
    string TaskId,
    string Container,
    string Image,
    IPAddress Address,
    IReadOnlyList<int> Ports,
    IReadOnlyList<string> EntryPoint,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment,
    LogStream Log);

/// <summary>Where tasks run: processes here; containers and in-memory tasks are other answers to the same question.</summary>
internal interface ITaskRuntime
{
    /// <exception cref="TaskStartException">The reason, in ECS's words, as DescribeTasks shows it.</exception>
    Task<IRunningTask> StartAsync(TaskLaunch launch);

    /// <summary>What containers that it started have used. Those that have ended are left out.</summary>
    Task<IReadOnlyDictionary<IRunningTask, ContainerUsage>> MeasureAsync(IReadOnlyCollection<IRunningTask> containers);
}

/// <param name="CpuSeconds">Processor time since its start.</param>
/// <param name="MemoryBytes">Held now.</param>
public readonly record struct ContainerUsage(double CpuSeconds, long MemoryBytes)
{
    public static ContainerUsage operator +(ContainerUsage left, ContainerUsage right) =>
        new(left.CpuSeconds + right.CpuSeconds, left.MemoryBytes + right.MemoryBytes);
}

/// <summary>A started container.</summary>
public interface IRunningTask
{
    /// <summary>Digest of the image it was started from: sha256:….</summary>
    string ImageDigest { get; }

    /// <summary>
    /// Completes with the exit code when the container and all it started are gone, and its output is read. 128 plus the signal's number
    /// after a signal.
    /// </summary>
    Task<int> Exited { get; }

    /// <summary>Why the runtime itself ended the container, in words for the task's stopped reason; null when it did not.</summary>
    string? EndedBecause { get; }

    /// <summary>Runs a command beside the container, with its environment and address: a health check.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TaskStartException">The command is not there.</exception>
    /// <exception cref="OperationCanceledException">It was ended because <paramref name="cancel"/> said so.</exception>
    Task<int> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancel);

    /// <summary>Asks to end: SIGTERM.</summary>
    void Terminate();

    /// <summary>Ends it: SIGKILL.</summary>
    void Kill();
}

/// <summary>A container that could not be started; the message begins with ECS's name for the failure.</summary>
internal sealed class TaskStartException(string reason) : Exception(reason);
