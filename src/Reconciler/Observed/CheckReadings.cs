using System.Collections.Immutable;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>What this process measured of a candidate, and of the stable side beside it.</summary>
/// <param name="Metrics">Oldest first: the last one of a check counts, those before are evidence.</param>
public sealed record CheckReadings(ImmutableArray<HttpSample> Http, ImmutableArray<MetricReading> Metrics)
{
    public ImmutableArray<AlarmReading> Alarms { get; init; } = [];

    public static CheckReadings None { get; } = new([], []);
}

/// <summary>A CloudWatch alarm as it stands.</summary>
/// <param name="State">OK, ALARM or INSUFFICIENT_DATA; null when there is no such alarm or it could not be read.</param>
/// <param name="Message">CloudWatch's reason for the state, or what is wrong, for people.</param>
/// <param name="BeforeTraffic">Read while the candidate had no traffic: then an ALARM is not its doing.</param>
public sealed record AlarmReading(string Name, string? State, string Message, bool BeforeTraffic);

/// <summary>One answer to an HTTP check.</summary>
/// <param name="OfCandidate">True through the preview rule; false through the production rule while all its traffic goes to the stable side.</param>
/// <param name="Message">What came back, for people: status or transport error.</param>
public sealed record HttpSample(string Path, bool OfCandidate, DateTimeOffset At, bool Good, string Message);

/// <summary>A figure of both target groups in the window of one check of a metric.</summary>
/// <param name="Error">Why the metrics could not be read; null when they were.</param>
public sealed record MetricReading(MetricCheckSpec Check, DateTimeOffset At, Figure Candidate, Figure Stable, string? Error = null)
{
    public static MetricReading Unreadable(MetricCheckSpec check, DateTimeOffset at, string error) => new(check, at, Figure.None, Figure.None, error);
}

/// <param name="Requests">In the window.</param>
/// <param name="Value">Percent of 5xx answers, or milliseconds of response time, as the check asks.</param>
public sealed record Figure(double Requests, double Value)
{
    public static Figure None { get; } = new(0, 0);
}
