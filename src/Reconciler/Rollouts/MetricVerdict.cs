using System.Globalization;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

/// <summary>
/// A figure of the candidate against a limit and against the stable side in the same window. A side with fewer requests than the minimum
/// says nothing: a handful of requests is luck.
/// </summary>
internal static class MetricVerdict
{
    public static Verdict Of(MetricCheckSpec check, CheckReadings readings, Trial trial)
    {
        if (trial.Weight == 0)
            return Verdict.Good;
        var read = readings.Metrics.Where(reading => reading.Check == check && reading.At >= trial.Since).ToList();

        // The window is empty at first: as if nobody had asked anything yet.
        return Judge(check, read.LastOrDefault() ?? new MetricReading(check, trial.Since, Figure.None, Figure.None), trial)
            .By(read.Select(reading => new EvidenceSample(reading.At, ResultOf(check, reading, trial), Shown(reading))));
    }

    private static Verdict Judge(MetricCheckSpec check, MetricReading reading, Trial trial)
    {
        var words = Words.Of(check);
        if (reading.Error is { } error)
            return Verdict.Unclear(check.Inconclusive ?? Inconclusive.Wait, trial, words.Code, words.Name, $"the {words.Name} is not known: {error}");

        // In the bake the stable side has no traffic: there is nothing to compare with.
        var isCompared = words.Worst is not null && trial.Weight < Steps.All;
        var (candidate, stable) = (reading.Candidate, reading.Stable);
        var (isKnown, isStableKnown) = (candidate.Requests >= check.MinRequests, stable.Requests >= check.MinRequests);
        if (isCompared && isKnown && isStableKnown && candidate.Value > words.Worst!(stable.Value))
        {
            return new(VerdictState.Failed, words.Code, words.Name, Text(
                $"{candidate.Value:0.##}{words.Figure} of {candidate.Requests:0} requests to the candidate, {stable.Value:0.##} of {stable.Requests:0} to the stable side; allowed beside that are {words.Worst(stable.Value):0.##}"));
        }

        if (isKnown && candidate.Value > words.Max)
        {
            var message = Text($"{candidate.Value:0.##}{words.Figure} of {candidate.Requests:0} requests to the candidate, allowed are {words.Max:0.##}");
            return isStableKnown && stable.Value > words.Max
                ? new(VerdictState.BothSick, words.Code, words.Name, Text($"{message}; the stable side too: {stable.Value:0.##}"))
                : new(VerdictState.Failed, words.Code, words.Name, message);
        }

        if (isKnown && (isStableKnown || !isCompared))
            return Verdict.Good;
        var (requests, side) = isKnown ? (stable.Requests, "the stable side") : (candidate.Requests, "the candidate");
        return Verdict.Unclear(
            check.Inconclusive ?? Inconclusive.Ignore, trial, words.Code, words.Name, Text($"{words.Name}: {requests:0} of {check.MinRequests} requests to {side}, too few to decide"));
    }

    private static SampleResult ResultOf(MetricCheckSpec check, MetricReading reading, Trial trial) =>
        Judge(check with { Inconclusive = Inconclusive.Wait }, reading, trial).State switch
        {
            VerdictState.Good => SampleResult.Good,
            VerdictState.Waiting => SampleResult.Inconclusive,
            _ => SampleResult.Bad,
        };

    private static string Shown(MetricReading reading) => reading.Error ?? Text(
        $"{reading.Candidate.Value:0.##} of {reading.Candidate.Requests:0} requests to the candidate, {reading.Stable.Value:0.##} of {reading.Stable.Requests:0} to the stable side");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="Figure">What stands behind the number, for people.</param>
    /// <param name="Worst">The most that is allowed beside a figure of the stable side; null when it is not compared.</param>
    private sealed record Words(string Code, string Name, string Figure, double Max, Func<double, double>? Worst)
    {
        public static Words Of(MetricCheckSpec check) => check switch
        {
            ErrorRateCheckSpec rate => new(
                Codes.ErrorRate, "errorRate", "% of answers are 5xx", rate.MaxPercent ?? double.PositiveInfinity,
                rate.OverStable is { } points ? stable => stable + points : null),
            LatencyCheckSpec latency => new(
                Codes.Latency, "latency", $" ms is {latency.Percentile} of the response times", latency.Max?.TotalMilliseconds ?? double.PositiveInfinity,
                latency.OverStable is { } percent ? stable => stable * (1 + (percent / 100)) : null),
            _ => throw new InvalidOperationException($"no words for {check}"),
        };
    }
}
