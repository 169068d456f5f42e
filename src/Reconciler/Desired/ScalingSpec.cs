using System.Collections.Immutable;

namespace Publican.Desired;

/// <summary>How many tasks there may be, and what moves their number within that: in place of <c>replicas</c>.</summary>
/// <param name="Min">At least this many, from 1.</param>
/// <param name="Max">At most this many.</param>
public sealed record ScalingSpec(int Min, int Max, ScalingTargetSpec Target)
{
    /// <summary>Ranges for some of the time.</summary>
    public ImmutableArray<ScheduleSpec> Schedules { get; init; } = [];

    public bool Equals(ScalingSpec? other) =>
        other is not null && Min == other.Min && Max == other.Max && Target == other.Target && Schedules.SequenceEqual(other.Schedules);

    public override int GetHashCode() => HashCode.Combine(Min, Max, Target, Schedules.Length);
}

public enum ScalingMetric
{
    /// <summary>Percent of the processors that tasks are given.</summary>
    Cpu,

    /// <summary>Percent of their memory.</summary>
    Memory,

    /// <summary>Requests a minute and task.</summary>
    Requests,
}

/// <param name="Value">What the metric is kept at.</param>
public sealed record ScalingTargetSpec(ScalingMetric Metric, double Value);

/// <summary>Another range, each time for a while.</summary>
/// <param name="Cron">Five fields, on the wall clock of the time zone: when it begins.</param>
/// <param name="TimeZone">IANA name, such as Europe/London.</param>
/// <param name="For">How long it lasts, in time that passes: six hours are six hours, also in the night when clocks change.</param>
/// <param name="Min">Null leaves that of the service.</param>
/// <param name="Max">Null leaves that of the service.</param>
public sealed record ScheduleSpec(string Name, string Cron, string TimeZone, TimeSpan For, int? Min, int? Max);
