using System.Globalization;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>errorRate</c> and <c>latency</c>: figures of a target group, against a limit, the stable side, or both.</summary>
internal static partial class MetricCheckReader
{
    private static readonly Key<double?> MaxRate = Key.Of("max", Kinds.Percent(), "More 5xx answers than this fail the rollout.").Optional();
    private static readonly Key<double?> RateOverStable = Key.Of("overStable", Kinds.Percent(), "Percentage points that the candidate may be worse than the stable side in the same window.").Optional();

    private static readonly Key<string?> Percentile = Key.Of("percentile", Kinds.Text("a percentile from p1 to p99.9, such as p95", PercentileForm()), "Which percentile.").Or("p99");
    private static readonly Key<TimeSpan?> MaxLatency = Key.Of("max", Kinds.Duration(_ => Limits.Latency), "A slower percentile fails the rollout.").Optional();
    private static readonly Key<double?> LatencyOverStable = Key.Of("overStable", Kinds.Percent(1000), "Percent that the candidate may be slower than the stable side in the same window.").Optional();

    private static readonly Key<TimeSpan?> Over = Key.Of("over", Kinds.Duration(limits => limits.MetricWindow), "The window; every hold, and bake, lasts at least this plus the environment's metricDelay.").Or(TimeSpan.FromMinutes(1));
    private static readonly Key<int?> MinRequests = Key.Of("minRequests", Kinds.Whole(1, 1_000_000), "A side with fewer requests in the window says nothing.").Or(100);

    private static readonly Key<Inconclusive?> Policy = (AskedCheckReader.InconclusiveKey with
    {
        Description = AskedCheckReader.InconclusiveKey.Description + " Without it too few requests let a rollout go on, and metrics that cannot be read hold it.",
    }).Optional();

    public static readonly KeySet ErrorRateKeys = new KeySet(MaxRate, RateOverStable, Over, MinRequests, Policy).AtLeast(MaxRate, RateOverStable);
    public static readonly KeySet LatencyKeys = new KeySet(Percentile, MaxLatency, LatencyOverStable, Over, MinRequests, Policy).AtLeast(MaxLatency, LatencyOverStable);

    public static ErrorRateCheckSpec ErrorRate(Field field, Limits limits)
    {
        var rate = new MapReader(field, ErrorRateKeys, limits);
        var (max, overStable) = (rate.Get(MaxRate), rate.Get(RateOverStable));
        RequireALimit(field, rate, MaxRate, RateOverStable);
        var least = rate.Get(MinRequests).GetValueOrDefault();
        if (overStable is { } points && least > 0 && points < 100.0 / least)
            rate[RateOverStable].Error(TooFew(points, least));
        return new ErrorRateCheckSpec(max, rate.Get(Over).GetValueOrDefault(), least) { OverStable = overStable, Inconclusive = rate.Get(Policy) };
    }

    public static LatencyCheckSpec Latency(Field field, Limits limits)
    {
        var latency = new MapReader(field, LatencyKeys, limits);
        RequireALimit(field, latency, MaxLatency, LatencyOverStable);
        return new LatencyCheckSpec(
            latency.Get(Percentile) ?? "",
            latency.Get(MaxLatency),
            latency.Get(Over).GetValueOrDefault(),
            latency.Get(MinRequests).GetValueOrDefault())
        {
            OverStable = latency.Get(LatencyOverStable),
            Inconclusive = latency.Get(Policy),
        };
    }

    private static void RequireALimit(Field field, MapReader check, Key max, Key overStable)
    {
        if (field.Node is YamlMapping && !check.Has(max) && !check.Has(overStable))
            field.Error("needs max, overStable or both: the limit, and how much worse than the stable side is too much");
    }

    // One unlucky request must never be the difference between two sides.
    private static string TooFew(double points, int requests)
    {
        var (one, need) = (100.0 / requests, points > 0 ? Math.Ceiling(100 / points) : 0);
        var enough = points > 0 ? string.Create(CultureInfo.InvariantCulture, $"set minRequests to {need:0} or more, or a larger percentage") : "set a percentage above 0%";
        return string.Create(CultureInfo.InvariantCulture, $"one failed request of minRequests ({requests}) is {one:0.###}%, so chance alone would decide; {enough}");
    }

    [GeneratedRegex("^p[1-9][0-9]?([.][0-9])?$")]
    private static partial Regex PercentileForm();
}
