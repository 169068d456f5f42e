using System.Collections.Immutable;
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

    /// <summary>In the order of the task definition.</summary>
    public ImmutableArray<ContainerState> Containers { get; init; } =
        [.. TaskDefinition.ContainerDefinitions.Select(container => new ContainerState(container.Name!))];

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

    /// <summary>HEALTHY when all essential containers that have a health check are, UNHEALTHY when one is, else UNKNOWN.</summary>
    public string HealthStatus
    {
        get
        {
            var checkedOnes = Containers.Zip(TaskDefinition.ContainerDefinitions)
                .Where(pair => pair.Second is { Essential: true, HealthCheck: not null })
                .Select(pair => pair.First.HealthStatus)
                .ToList();
            return checkedOnes.Contains(ContainerHealth.Unhealthy) ? ContainerHealth.Unhealthy
                : checkedOnes.Count > 0 && checkedOnes.TrueForAll(status => status == ContainerHealth.Healthy) ? ContainerHealth.Healthy
                : ContainerHealth.Unknown;
        }
    }

    public bool HasHealthCheck => TaskDefinition.ContainerDefinitions.Any(container => container is { Essential: true, HealthCheck: not null });

    public EcsTask WithContainer(string name, Func<ContainerState, ContainerState> change) =>
        this with { Containers = [.. Containers.Select(container => container.Name == name ? change(container) : container)] };

    /// <summary>Null when the container does not use the awslogs driver.</summary>
    public LogName? LogNameOf(ContainerDefinition container) => container.LogConfiguration is { LogDriver: "awslogs", Options: { } options }
        ? new LogName(options["awslogs-group"], $"{options["awslogs-stream-prefix"]}/{container.Name}/{Id}")
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
