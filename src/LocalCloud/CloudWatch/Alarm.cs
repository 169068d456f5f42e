namespace LocalCloud.CloudWatch;

/// <summary>A metric alarm as it was put.</summary>
/// <param name="Query">The metric, its statistic and period.</param>
/// <param name="Datapoints">How many of the evaluation periods must breach.</param>
/// <param name="TreatMissing">missing, ignore, breaching or notBreaching.</param>
internal sealed record Alarm(
    string Name,
    string Arn,
    string? Description,
    MetricQuery Query,
    string Comparison,
    double Threshold,
    int EvaluationPeriods,
    int Datapoints,
    string TreatMissing,
    IReadOnlyList<string> AlarmActions,
    bool ActionsEnabled,
    DateTimeOffset ConfiguredAt)
{
    public const string Ok = "OK", InAlarm = "ALARM", NoData = "INSUFFICIENT_DATA";

    public string State { get; init; } = NoData;

    public string Reason { get; init; } = "Unchecked: Initial alarm creation";

    public DateTimeOffset StateSince { get; init; } = ConfiguredAt;

    /// <summary>SetAlarmState holds until then: the next evaluation.</summary>
    public DateTimeOffset? ForcedUntil { get; init; }

    public bool Breaches(double value) => Comparison switch
    {
        "GreaterThanOrEqualToThreshold" => value >= Threshold,
        "GreaterThanThreshold" => value > Threshold,
        "LessThanThreshold" => value < Threshold,
        _ => value <= Threshold,
    };
}
