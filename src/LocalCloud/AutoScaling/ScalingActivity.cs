namespace LocalCloud.AutoScaling;

/// <summary>One change of a desired count, and how it went.</summary>
internal sealed record ScalingActivity(long Number, string Id, string ResourceId, int Count, string Cause, DateTimeOffset StartedAt)
{
    private const string InProgress = "InProgress";

    /// <summary>InProgress, Successful or Overridden.</summary>
    public string Status { get; private init; } = InProgress;

    public DateTimeOffset? EndedAt { get; private init; }

    public bool IsOpen => Status == InProgress;

    public ScalingActivityShape Shape => new(
        Id,
        ScalableTarget.Namespace,
        ResourceId,
        ScalableTarget.Dimension,
        $"Setting desired count to {Count}.",
        Cause,
        StartedAt,
        EndedAt,
        Status,
        Status switch
        {
            InProgress => $"Successfully set desired count to {Count}. Waiting for change to be fulfilled by ecs.",
            "Successful" => $"Successfully set desired count to {Count}. Change successfully fulfilled by ecs.",
            _ => $"Desired count {Count} was overridden by a later change.",
        });

    public ScalingActivity Ended(bool fulfilled, DateTimeOffset now) => this with { Status = fulfilled ? "Successful" : "Overridden", EndedAt = now };
}
