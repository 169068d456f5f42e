using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.State;

/// <summary>What a service's tasks are made from, and how far the roll-out to it is.</summary>
internal sealed record Deployment(
    string Id,
    TaskDefinition TaskDefinition,
    string PlatformVersion,
    NetworkConfiguration NetworkConfiguration,
    IReadOnlyList<TargetBinding> LoadBalancers,
    DateTimeOffset CreatedAt)
{
    public const string InProgress = "IN_PROGRESS", Completed = "COMPLETED", Failed = "FAILED";

    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public string RolloutState { get; init; } = InProgress;

    public string Reason { get; init; } = $"ECS deployment {Id} in progress.";

    /// <summary>Failures in a row; a task that becomes healthy begins the count again.</summary>
    public int FailedTasks { get; init; }

    /// <summary>No task is started before this time: back-off after failures.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public static string NewId() =>
        $"ecs-svc/{BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()) % 9_000_000_000_000_000_000 + 1_000_000_000_000_000_000}";

    public Deployment Enter(string rolloutState, string reason, DateTimeOffset now) =>
        this with { RolloutState = rolloutState, Reason = reason, UpdatedAt = now };
}
