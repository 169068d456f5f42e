using System.Globalization;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>errorRate</c> and <c>latency</c>: figures of a target group, against a limit, the stable side, or both.</summary>
internal static partial class MetricCheckReader
{
    private static readonly KeySet ErrorRateKeys = new("max", "overStable", "over", "minRequests", "inconclusive");
    private static readonly KeySet LatencyKeys = new("percentile", "max", "overStable", "over", "minRequests", "inconclusive");

    public static ErrorRateCheckSpec ErrorRate(Field field, Limits limits)
    {
        var rate = new MapReader(field, ErrorRateKeys);
        var (max, overStable) = (rate.Has("max") ? rate["max"].Percent() : null, rate.Has("overStable") ? rate["overStable"].Percent() : null);
        RequireALimit(field, rate);
        var least = MinRequests(rate);
        if (overStable is { } points && least > 0 && points < 100.0 / least)
            rate["overStable"].Error(TooFew(points, least));
        return new ErrorRateCheckSpec(max, Over(rate, limits), least) { OverStable = overStable, Inconclusive = Policy(rate) };
    }

    public static LatencyCheckSpec Latency(Field field, Limits limits)
    {
        var latency = new MapReader(field, LatencyKeys);
        RequireALimit(field, latency);
        return new LatencyCheckSpec(
            latency["percentile"].Text("a percentile from p1 to p99.9, such as p95", PercentileForm(), "p99") ?? "",
            latency.Has("max") ? latency["max"].Duration(Limits.Latency) : null,
            Over(latency, limits),
            MinRequests(latency))
        {
            OverStable = latency.Has("overStable") ? latency["overStable"].Percent(1000) : null,
            Inconclusive = Policy(latency),
        };
    }

    private static void RequireALimit(Field field, MapReader check)
    {
        if (field.Node is YamlMapping && !check.Has("max") && !check.Has("overStable"))
            field.Error("needs max, overStable or both: the limit, and how much worse than the stable side is too much");
    }

    // One unlucky request must never be the difference between two sides.
    private static string TooFew(double points, int requests)
    {
        var (one, need) = (100.0 / requests, points > 0 ? Math.Ceiling(100 / points) : 0);
        var enough = points > 0 ? string.Create(CultureInfo.InvariantCulture, $"set minRequests to {need:0} or more, or a larger percentage") : "set a percentage above 0%";
        return string.Create(CultureInfo.InvariantCulture, $"one failed request of minRequests ({requests}) is {one:0.###}%, so chance alone would decide; {enough}");
    }

    private static TimeSpan Over(MapReader check, Limits limits) => check["over"].Duration(limits.MetricWindow, TimeSpan.FromMinutes(1)).GetValueOrDefault();

    private static int MinRequests(MapReader check) => check["minRequests"].Whole(1, 1_000_000, 100).GetValueOrDefault();

    private static Inconclusive? Policy(MapReader check) => check.Has("inconclusive") ? check["inconclusive"].Inconclusive() : null;

    [GeneratedRegex("^p[1-9][0-9]?([.][0-9])?$")]
    private static partial Regex PercentileForm();
}
