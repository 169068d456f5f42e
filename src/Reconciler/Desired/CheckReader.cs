using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.rollout.checks</c>: a list of mappings, each with one key that names the kind of check.</summary>
internal static partial class CheckReader
{
    private static readonly KeySet Kinds = new KeySet("http", "errorRate", "latency", "alarm").NotYet("metric");
    private static readonly KeySet HttpKeys = new("path", "every", "failures");
    private static readonly KeySet LatencyKeys = new("percentile", "max", "over", "minRequests");
    private static readonly KeySet ErrorRateKeys = new("max", "over", "minRequests");

    private const string AlarmExpected = "the name of a CloudWatch alarm, 1 to 255 printable ASCII characters";

    public static ImmutableArray<CheckSpec> Read(Field field, Limits limits)
    {
        var checks = ImmutableArray.CreateBuilder<CheckSpec>();
        foreach (var item in field.Items("a list of checks, such as [{http: {path: /health/ready}}]"))
        {
            var check = new MapReader(item, Kinds);
            if (item.Node is YamlMapping { Entries.Length: not 1 }) item.Error("expected one check with one key, http, errorRate, latency or alarm");
            if (check.Has("http")) checks.Add(Http(check["http"], limits));
            if (check.Has("alarm")) checks.Add(new AlarmCheckSpec(check["alarm"].Text(AlarmExpected, AlarmForm()) ?? ""));
            if (check.Has("latency")) checks.Add(Latency(check["latency"], limits));
            if (check.Has("errorRate")) checks.Add(ErrorRate(check["errorRate"], limits));
        }

        return checks.ToImmutable();
    }

    private static HttpCheckSpec Http(Field field, Limits limits)
    {
        var http = new MapReader(field, HttpKeys);
        return new HttpCheckSpec(
            http["path"].Text(HttpPath.Expected, HttpPath.Form()) ?? "",
            http["every"].Duration(limits.CheckEvery, TimeSpan.FromSeconds(2)).GetValueOrDefault(),
            http["failures"].Whole(1, 100, 3).GetValueOrDefault());
    }

    private static ErrorRateCheckSpec ErrorRate(Field field, Limits limits)
    {
        var rate = new MapReader(field, ErrorRateKeys);
        return new ErrorRateCheckSpec(
            rate["max"].Percent().GetValueOrDefault(),
            rate["over"].Duration(limits.MetricWindow, TimeSpan.FromMinutes(1)).GetValueOrDefault(),
            rate["minRequests"].Whole(1, 1_000_000, 100).GetValueOrDefault());
    }

    private static LatencyCheckSpec Latency(Field field, Limits limits)
    {
        var latency = new MapReader(field, LatencyKeys);
        return new LatencyCheckSpec(
            latency["percentile"].Text("a percentile from p1 to p99.9, such as p95", PercentileForm(), "p99") ?? "",
            latency["max"].Duration(Limits.Latency).GetValueOrDefault(),
            latency["over"].Duration(limits.MetricWindow, TimeSpan.FromMinutes(1)).GetValueOrDefault(),
            latency["minRequests"].Whole(1, 1_000_000, 100).GetValueOrDefault());
    }

    [GeneratedRegex("^p[1-9][0-9]?([.][0-9])?$")]
    private static partial Regex PercentileForm();

    [GeneratedRegex("^[!-~]([ -~]{0,253}[!-~])?$")]
    private static partial Regex AlarmForm();
}
