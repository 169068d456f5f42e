namespace LocalCloud.Ecs.State;

/// <summary>One container of a task.</summary>
internal sealed record ContainerState(string Name)
{
    /// <summary>PENDING, RUNNING or STOPPED.</summary>
    public string LastStatus { get; init; } = TaskPhase.Pending;

    public int? ExitCode { get; init; }

    /// <summary>Why it could not start.</summary>
    public string? Reason { get; init; }

    public string? ImageDigest { get; init; }

    public string HealthStatus { get; init; } = ContainerHealth.Unknown;
}

internal static class ContainerHealth
{
    public const string Unknown = "UNKNOWN", Healthy = "HEALTHY", Unhealthy = "UNHEALTHY";
}
