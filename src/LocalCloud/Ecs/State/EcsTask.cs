using System.Net;
using LocalCloud.Ecs.Messages;
using LocalCloud.Logs;

namespace LocalCloud.Ecs.State;

/// <summary>One task from creation until an hour after its end.</summary>
/// <param name="Id">32 hex digits.</param>
/// <param name="Service">Null for a task of RunTask.</param>
/// <param name="DeploymentId">The deployment that started it; null for a task of RunTask.</param>
/// <param name="Address">Its ENI: a loopback address of its own.</param>
internal sealed record EcsTask(
    string Id,
    string Arn,
    string Cluster,
    ServiceKey? Service,
    string? DeploymentId,
    TaskDefinition TaskDefinition,
    TaskOverride Overrides,
    IReadOnlyList<TargetBinding> LoadBalancers,
    NetworkConfiguration NetworkConfiguration,
    string PlatformVersion,
    string Group,
    string? StartedBy,
    IPAddress Address,
    DateTimeOffset CreatedAt,
    TagSet Tags)
{
    public string LastStatus { get; init; } = TaskPhase.Provisioning;

    /// <summary>RUNNING or STOPPED.</summary>
    public string DesiredStatus { get; init; } = TaskPhase.Running;

    public string? StopCode { get; init; }

    public string? StoppedReason { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>Why the container could not start.</summary>
    public string? ContainerReason { get; init; }

    public string? ImageDigest { get; init; }

    public DateTimeOffset? PullStartedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppingAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Counts changes, as AWS does.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The scheduler saw it healthy at least once.</summary>
    public bool WasHealthy { get; init; }

    /// <summary>The scheduler has taken its end, or its failing checks, into account.</summary>
    public bool IsAccounted { get; init; }

    public bool IsStopped => LastStatus == TaskPhase.Stopped;

    /// <summary>Meant to run: neither stopped nor told to stop.</summary>
    public bool IsWanted => DesiredStatus == TaskPhase.Running && !IsStopped;

    public bool IsRunning => LastStatus == TaskPhase.Running && IsWanted;

    public bool IsPending => IsWanted && !IsRunning;

    /// <summary>Ended by itself, or never came up: not because anybody wanted it gone. It may still be draining.</summary>
    public bool Failed => !IsWanted && StopCode is (StopCodes.FailedToStart or StopCodes.ContainerExited);

    /// <summary>Null when the container does not use the awslogs driver.</summary>
    public LogName? LogName => TaskDefinition.Container.LogConfiguration?.Options is { } options
        ? new LogName(options["awslogs-group"], $"{options["awslogs-stream-prefix"]}/{TaskDefinition.Container.Name}/{Id}")
        : null;
}

internal static class TaskPhase
{
    public const string Provisioning = "PROVISIONING", Pending = "PENDING", Running = "RUNNING";
    public const string Deactivating = "DEACTIVATING", Stopping = "STOPPING", Stopped = "STOPPED";
}

internal static class StopCodes
{
    public const string FailedToStart = "TaskFailedToStart", ContainerExited = "EssentialContainerExited";
    public const string User = "UserInitiated", Scheduler = "ServiceSchedulerInitiated";
}
