namespace LocalCloud.AutoScaling;

/// <summary>A target tracking policy as it was put.</summary>
/// <param name="Label">app/name/id/targetgroup/name/id; of ALBRequestCountPerTarget only.</param>
internal sealed record ScalingPolicy(
    string Name,
    string Arn,
    string Id,
    DateTimeOffset CreatedAt,
    string Metric,
    string? Label,
    double Target,
    TimeSpan OutCooldown,
    TimeSpan InCooldown,
    bool NeverIn)
{
    public const string Type = "TargetTrackingScaling";

    public const string Cpu = "ECSServiceAverageCPUUtilization", Memory = "ECSServiceAverageMemoryUtilization", Requests = "ALBRequestCountPerTarget";

    /// <summary>What AWS takes for ECS services when nothing is said.</summary>
    /// <remarks>https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html</remarks>
    public static readonly TimeSpan DefaultCooldown = TimeSpan.FromSeconds(300);

    public Streak Streak { get; init; } = Streak.None;

    public TargetTrackingShape Shape => new(
        Target,
        new PredefinedMetricShape(Metric, Label),
        CustomizedMetricSpecification: null,
        (int)OutCooldown.TotalSeconds,
        (int)InCooldown.TotalSeconds,
        NeverIn);

    public string HighAlarm(string resourceId) => $"TargetTracking-{resourceId}-AlarmHigh-{Id}";

    public string LowAlarm(string resourceId) => $"TargetTracking-{resourceId}-AlarmLow-{Id}";
}
