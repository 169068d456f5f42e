using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

public enum VerdictState
{
    /// <summary>Not enough good samples yet: neither forward nor back.</summary>
    Waiting,
    Good,
    Failed,

    /// <summary>Candidate and stable fail the same check, or an alarm was there before: something else is sick, not the release.</summary>
    BothSick,
}

/// <summary>What the checks say about the candidate since a moment.</summary>
public sealed record Verdict(VerdictState State, string Code, string Check, string Message)
{
    public static Verdict Good { get; } = new(VerdictState.Good, "", "", "all checks are good");

    /// <param name="since">Start of the step, bake or preparation: older samples do not count.</param>
    /// <param name="withAlarms">False on the way back to a warm colour: the alarm that made people go back is in ALARM for minutes more.</param>
    public static Verdict Of(RolloutSpec rollout, CheckReadings readings, DateTimeOffset since, bool withAlarms = true)
    {
        var verdicts = rollout.Checks.Select((check, index) => check switch
        {
            HttpCheckSpec http => OfHttp(http, readings, since),
            AlarmCheckSpec when !withAlarms => Good,
            AlarmCheckSpec alarm => OfAlarm(alarm, readings.Alarms.FirstOrDefault(reading => reading.Name == alarm.Name)),
            ErrorRateCheckSpec rate => OfMetric(rate, Codes.ErrorRate, "errorRate", "% of answers are 5xx", rate.MaxPercent, ReadingOf(index)),
            LatencyCheckSpec latency => OfMetric(latency, Codes.Latency, "latency", $" ms is {latency.Percentile} of the response times", latency.Max.TotalMilliseconds, ReadingOf(index)),
            _ => throw new InvalidOperationException($"no judge for {check}"),
        }).ToList();
        return Worst(VerdictState.Failed) ?? Worst(VerdictState.BothSick) ?? Worst(VerdictState.Waiting) ?? Good;

        MetricReading? ReadingOf(int index) => readings.Metrics.FirstOrDefault(reading => reading.Check == index);

        Verdict? Worst(VerdictState state) => verdicts.FirstOrDefault(verdict => verdict.State == state);
    }

    private static Verdict OfHttp(HttpCheckSpec check, CheckReadings readings, DateTimeOffset since)
    {
        var name = $"http {check.Path}";
        var samples = readings.Http.Where(sample => sample.Path == check.Path && sample.OfCandidate && sample.At >= since).OrderBy(sample => sample.At).ToList();
        var failing = samples.AsEnumerable().Reverse().TakeWhile(sample => !sample.Good).Reverse().ToList();
        if (failing.Count >= check.Failures)
        {
            // Judge the stable side over the same run of failures: a database that is away is no fault of the release.
            var stable = readings.Http.Where(sample => sample.Path == check.Path && !sample.OfCandidate && sample.At >= failing[0].At).ToList();
            var message = $"GET {check.Path} on the candidate failed {failing.Count} times in a row: {failing[^1].Message}";
            return stable.Count > 0 && stable.All(sample => !sample.Good)
                ? new(VerdictState.BothSick, Codes.HttpCheck, name, $"{message}; the stable side fails it too: {stable[^1].Message}")
                : new(VerdictState.Failed, Codes.HttpCheck, name, message);
        }

        // As many good answers decide for the release as bad ones in a row decide against it.
        var good = samples.Count(sample => sample.Good);
        return failing.Count == 0 && good >= check.Failures
            ? Good
            : new(VerdictState.Waiting, "", name, $"GET {check.Path}: {good} of {check.Failures} good answers{(failing.Count > 0 ? $", last: {failing[^1].Message}" : "")}");
    }

    private static Verdict OfAlarm(AlarmCheckSpec check, AlarmReading? reading)
    {
        var name = $"alarm {check.Name}";
        return reading switch
        {
            null => new(VerdictState.Waiting, "", name, $"{name} was not read yet"),
            { State: null } => new(VerdictState.Waiting, "", name, $"{name}: {reading.Message}"),
            { State: "ALARM", BeforeTraffic: true } =>
                new(VerdictState.BothSick, Codes.Alarm, name, $"{name} is in ALARM already, before the candidate has traffic: {reading.Message}"),
            { State: "ALARM" } => new(VerdictState.Failed, Codes.Alarm, name, $"{name} went into ALARM: {reading.Message}"),

            // No data is no alarm: CloudWatch's own TreatMissingData says otherwise where it should.
            _ => Good,
        };
    }

    /// <param name="figure">What stands behind the number, for people.</param>
    private static Verdict OfMetric(MetricCheckSpec check, string code, string name, string figure, double max, MetricReading? reading)
    {
        if (reading?.Error is { } error)
            return new(VerdictState.Waiting, "", name, $"the {name} is not known: {error}");
        if (reading is null || !IsOver(reading.Candidate))
            return Good;
        var message = FormattableString.Invariant($"{reading.Candidate.Value:0.##}{figure} of {reading.Candidate.Requests:0} requests to the candidate, allowed are {max:0.##}");
        return IsOver(reading.Stable)
            ? new(VerdictState.BothSick, code, name, FormattableString.Invariant($"{message}; the stable side too: {reading.Stable.Value:0.##}"))
            : new(VerdictState.Failed, code, name, message);

        bool IsOver(Figure side) => side.Requests >= check.MinRequests && side.Value > max;
    }
}
