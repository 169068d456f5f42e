using System.Collections.Immutable;
using Publican.Desired;

namespace Publican.Observed;

/// <summary>What this process measured of a candidate, and of the stable side beside it.</summary>
/// <param name="Metrics">Oldest first: the last one of a check counts, those before are evidence.</param>
public sealed record CheckReadings(ImmutableArray<HttpSample> Http, ImmutableArray<MetricReading> Metrics)
{
    public ImmutableArray<AlarmReading> Alarms { get; init; } = [];

    /// <summary>Answers of somebody else, oldest first.</summary>
    public ImmutableArray<AskedSample> Asked { get; init; } = [];

    public Crashes Crashes { get; init; } = Crashes.None;

    /// <summary>One-off tasks of the present weight.</summary>
    public ImmutableArray<TaskReading> Tasks { get; init; } = [];

    /// <summary>All load balancer nodes know the preview rule: who asks through it meets the candidate.</summary>
    public bool PreviewSettled { get; init; }

    public static CheckReadings None { get; } = new([], []);
}

/// <summary>The one-off task of a check.</summary>
/// <param name="Hook">Its name: one is run for each revision and hook.</param>
/// <param name="Noted">How it ended, from the task definition's tag: it outlives the task.</param>
/// <param name="Task">Null when it was not started, or is noted.</param>
/// <param name="Error">Why it could not be looked for; null when it was.</param>
public sealed record TaskReading(TaskCheckSpec Check, string Hook, JobResult? Noted, OneOffTask? Task, string? Error = null);

/// <summary>One answer to a Prometheus query or a webhook.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Message">What came back, for people.</param>
public sealed record AskedSample(AskedCheckSpec Check, DateTimeOffset At, SampleResult Result, string Message);

public enum SampleResult
{
    Good,
    Bad,

    /// <summary>No answer, or one that says nothing.</summary>
    Inconclusive,
}

/// <summary>Tasks of the candidate's deployment that ended by themselves, oldest first, as far as ECS still shows them (about an hour).</summary>
/// <param name="Error">Why they could not be read; null when they were.</param>
public sealed record Crashes(ImmutableArray<Crash> All, string? Error = null)
{
    public static Crashes None { get; } = new([]);
}

/// <param name="Exited">A container ended; otherwise it never started, or failed its health checks.</param>
public sealed record Crash(string TaskArn, DateTimeOffset At, bool Exited, string Reason);

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
