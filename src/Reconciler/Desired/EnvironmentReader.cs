using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>kind: Environment</c>.</summary>
internal static class EnvironmentReader
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static EnvironmentSpec? Read(string name, MapReader? spec, Uri? endpointOverride)
    {
        if (spec is null)
            return null;
        var endpoint = endpointOverride ?? Endpoint(spec);
        spec.Find("endpoint");
        var local = endpoint is { IsLoopback: true };
        var environment = new EnvironmentSpec
        {
            Name = name,
            Region = spec.Text("region", null, "an AWS region such as eu-west-1", value => value.Length is > 2 and < 32 ? null : $"'{value}' is no AWS region"),
            Outputs = spec.Text("outputs", null, "the SSM path that terraform-bootstrap writes, such as /publican/production/", OutputsProblem),
            Endpoint = endpoint,
            Sweep = spec.Duration("sweep", Seconds(local ? 2 : 30), local ? Milliseconds(100) : Seconds(10), Day, local ? null : "AWS's buckets are shared by the whole account"),
            Timing = Timing(spec.Map("timing"), local),
        };
        spec.End("freeze", "maxRollouts", "prune", "role", "notifications");
        return environment;
    }

    private static TimingSpec Timing(MapReader? timing, bool local)
    {
        var usual = new TimingSpec { ReadLag = Seconds(local ? 2 : 30), Settle = Seconds(local ? 2 : 60), MetricDelay = local ? TimeSpan.Zero : TimeSpan.FromMinutes(3) };
        if (timing is null)
            return usual;
        var (least, why) = local ? (TimeSpan.Zero, (string?)null) : (Seconds(1), "shorter than AWS needs");
        var spec = new TimingSpec
        {
            ReadLag = timing.Duration("readLag", usual.ReadLag, local ? Milliseconds(100) : Seconds(10), Day, why),
            Settle = timing.Duration("settle", usual.Settle, local ? TimeSpan.Zero : Seconds(15), Day, why),
            MetricDelay = timing.Duration("metricDelay", usual.MetricDelay, least, Day, why),
            Fresh = timing.Duration("fresh", usual.Fresh, Seconds(1), TimeSpan.FromMinutes(1)),
            AbortDelay = timing.Duration("abortDelay", usual.AbortDelay, TimeSpan.Zero, Day),
            MaxAttempts = timing.Whole("maxAttempts", usual.MaxAttempts, 1, 10),
            Headroom = timing.Number("headroom", usual.Headroom, 1, 5),
        };
        timing.End();
        return spec;
    }

    private static Uri? Endpoint(MapReader spec)
    {
        if (spec.Find("endpoint") is not { } node)
            return null;
        var text = Scalars.Text(spec, node, spec.Key("endpoint"), "a URL such as http://127.0.0.1:4566");
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https"))
            return url;
        spec.Errors.Add(node, spec.Key("endpoint"), $"expected a URL such as http://127.0.0.1:4566, found '{text}'");
        return null;
    }

    private static string? OutputsProblem(string path) => path.StartsWith('/') && path.EndsWith('/') && path.Length is > 2 and < 512
        ? null
        : $"expected an SSM path that starts and ends with a slash, found '{path}'";

    private static TimeSpan Seconds(int value) => TimeSpan.FromSeconds(value);

    private static TimeSpan Milliseconds(int value) => TimeSpan.FromMilliseconds(value);
}
