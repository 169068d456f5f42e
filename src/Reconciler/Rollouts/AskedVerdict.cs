using Publican.Desired;
using Publican.Observed;

namespace Publican.Rollouts;

/// <summary>Answers of Prometheus or a webhook. An inconclusive one is neither good nor bad: it does not end a run of bad ones either.</summary>
internal static class AskedVerdict
{
    private const int NameLength = 60;

    public static Verdict Of(AskedCheckSpec check, CheckReadings readings, Trial trial)
    {
        // A query about requests has no answer before there are any; and on the way back others may still see what made people go back.
        if (trial.IsWayBack || (check is PrometheusCheckSpec && trial.Weight == 0))
            return Verdict.Good;
        var samples = readings.Asked.Where(sample => sample.Check == check && sample.At >= trial.Since).OrderBy(sample => sample.At).ToList();
        return Judge(check, samples).By(samples.Select(sample => new EvidenceSample(sample.At, sample.Result, sample.Message)));
    }

    private static Verdict Judge(AskedCheckSpec check, List<AskedSample> samples)
    {
        var (code, name) = check switch
        {
            PrometheusCheckSpec prometheus => (Codes.Prometheus, $"prometheus {Short(prometheus.Query)}"),
            _ => (Codes.Webhook, $"webhook {check.Url}"),
        };
        var telling = samples.Where(sample => sample.Result != SampleResult.Inconclusive || check.Inconclusive == Inconclusive.Fail).ToList();
        var failing = telling.AsEnumerable().Reverse().TakeWhile(sample => sample.Result != SampleResult.Good).ToList();
        if (failing.Count >= check.Failures)
            return new(VerdictState.Failed, code, name, $"{name} was bad {(failing.Count == 1 ? "once" : $"{failing.Count} times in a row")}: {failing[0].Message}");
        if (check.Inconclusive == Inconclusive.Ignore && telling.Count == 0 && samples.Count > 0)
            return Verdict.Good;

        // As many good answers decide for the release as bad ones in a row decide against it.
        var good = telling.Count(sample => sample.Result == SampleResult.Good);
        var isBlind = check.Inconclusive == Inconclusive.Wait && samples is [.., { Result: SampleResult.Inconclusive }];
        return good >= check.Failures && failing.Count == 0 && !isBlind
            ? Verdict.Good
            : Verdict.Waiting(name, $"{name}: {good} of {check.Failures} good answers{(samples is [.., var last] ? $", last: {last.Message}" : "")}");
    }

    private static string Short(string query) => query.Length <= NameLength ? query : $"{query[..NameLength]}…";
}
