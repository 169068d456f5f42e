using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>What this process measured of a candidate, and of the stable side beside it.</summary>
public sealed record CheckReadings(ImmutableArray<HttpSample> Http, ImmutableArray<ErrorRateReading> ErrorRates)
{
    public ImmutableArray<LatencyReading> Latencies { get; init; } = [];

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

/// <summary>Requests and 5xx answers of both target groups in the window of one errorRate check.</summary>
/// <param name="Check">Index in the rollout's list of checks.</param>
/// <param name="Error">Why the metrics could not be read: no verdict, and no forward move either; null when they were.</param>
public sealed record ErrorRateReading(int Check, DateTimeOffset From, DateTimeOffset To, RequestCount Candidate, RequestCount Stable, string? Error = null)
{
    public static ErrorRateReading Unreadable(int check, DateTimeOffset at, string error) => new(check, at, at, new(0, 0), new(0, 0), error);
}

/// <summary>Response times of both target groups in the window of one latency check.</summary>
/// <param name="Check">Index in the rollout's list of checks.</param>
/// <param name="Error">As with an error rate.</param>
public sealed record LatencyReading(int Check, ResponseTime Candidate, ResponseTime Stable, string? Error = null)
{
    public static LatencyReading Unreadable(int check, string error) => new(check, ResponseTime.None, ResponseTime.None, error);
}

/// <param name="Requests">Answered by targets in the window.</param>
/// <param name="Percentile">Mean of the periods' percentiles, each weighted by its requests: percentiles of minutes cannot be added up.</param>
public sealed record ResponseTime(double Requests, TimeSpan Percentile)
{
    public static ResponseTime None { get; } = new(0, TimeSpan.Zero);
}

public sealed record RequestCount(double Requests, double Errors)
{
    public double Percent => Requests > 0 ? 100 * Errors / Requests : 0;
}
