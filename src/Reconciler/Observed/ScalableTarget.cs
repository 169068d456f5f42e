namespace Publican.Observed;

/// <summary>What Application Auto Scaling knows of one side's ECS service.</summary>
/// <param name="InSuspended">Its policies take no tasks away.</param>
/// <param name="OutSuspended">They add none.</param>
public sealed record ScalableTarget(int Min, int Max, bool InSuspended, bool OutSuspended)
{
    public bool ScheduledSuspended { get; init; }

    /// <summary>More than taking tasks away is suspended, which is never our doing.</summary>
    public bool ElseSuspended => OutSuspended || ScheduledSuspended;

    /// <summary>Our policy; null where there is none. Policies of other names are not looked at.</summary>
    public ScalingPolicy? Policy { get; init; }
}

/// <summary>Keeps a metric at a value.</summary>
/// <param name="Metric">In Application Auto Scaling's words; of a policy that is not of our kind, what is other about it.</param>
/// <param name="Label">Load balancer and target group, where the metric is theirs.</param>
public sealed record ScalingPolicy(string Metric, double Value, string? Label);
