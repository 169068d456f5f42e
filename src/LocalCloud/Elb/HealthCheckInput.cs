using System.Globalization;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Health check settings of CreateTargetGroup and ModifyTargetGroup.</summary>
internal static class HealthCheckInput
{
    public static readonly string[] Names =
    [
        "HealthCheckProtocol", "HealthCheckPort", "HealthCheckEnabled", "HealthCheckPath", "HealthCheckIntervalSeconds",
        "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "UnhealthyThresholdCount", "Matcher",
    ];

    /// <summary>Of the interval. Below it whole seconds leave no room for a smaller timeout.</summary>
    private static readonly TimeSpan AwsMinimum = TimeSpan.FromSeconds(5);

    /// <summary>AWS's defaults for targets of type ip.</summary>
    public static readonly HealthCheckSettings Default = new("/", null, 30, 5, 5, 2, StatusCodeMatcher.Ok);

    public static readonly HealthCheckSettings GrpcDefault = Default with { Path = "/AWS.ALB/healthcheck", Matcher = StatusCodeMatcher.Unimplemented };

    /// <param name="current">What stays where nothing was sent.</param>
    public static HealthCheckSettings Read(QueryInput input, HealthCheckSettings current, string protocolVersion)
    {
        if (input["HealthCheckProtocol"] is { } protocol and not "HTTP") throw ElbInput.Invalid($"LocalCloud checks health over HTTP, not '{protocol}'");
        if (input["HealthCheckEnabled"] is { } enabled and not "true")
            throw ElbInput.Invalid($"Health check enabled must be true for target groups with target type 'ip', not '{enabled}'");
        return new HealthCheckSettings(
            Path(input["HealthCheckPath"]) ?? current.Path,
            input.Has("HealthCheckPort") ? Port(input.Require("HealthCheckPort")) : current.Port,

            // AWS starts at 5 s and 2 s; shorter ones make a rehearsal quick.
            input.Int("HealthCheckIntervalSeconds", 1, 300) ?? current.IntervalSeconds,
            input.Int("HealthCheckTimeoutSeconds", 1, 120) ?? current.TimeoutSeconds,
            input.Int("HealthyThresholdCount", 2, 10) ?? current.HealthyThreshold,
            input.Int("UnhealthyThresholdCount", 2, 10) ?? current.UnhealthyThreshold,
            Matcher(input, protocolVersion == TargetGroup.Grpc) ?? current.Matcher);
    }

    /// <exception cref="AwsException">ValidationError: a check must be over before the next one starts.</exception>
    public static void RequireTimeoutBelowInterval(TargetGroup group)
    {
        var (timeout, interval) = (group.HealthCheckTimeout, group.HealthCheckInterval);
        if (timeout < interval || (timeout == interval && interval < AwsMinimum)) return;
        throw ElbInput.Invalid($"Health check timeout '{timeout.TotalSeconds} s' must be smaller than the interval '{interval.TotalSeconds} s'. "
            + $"Both are set by HealthCheck…Seconds, and for less than a second by {TargetGroupAttributes.LocalInterval} and {TargetGroupAttributes.LocalTimeout}.");
    }

    private static string? Path(string? path) => path switch
    {
        null => null,
        ['/', ..] when path.Length <= 1024 => path,
        _ => throw ElbInput.Invalid($"Health check path '{path}' must begin with a '/' character and can have up to 1024 characters"),
    };

    private static int? Port(string text) => text switch
    {
        "traffic-port" => null,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535 => port,
        _ => throw ElbInput.Invalid($"Health check port '{text}' must be traffic-port or a number from 1 to 65535"),
    };

    private static StatusCodeMatcher? Matcher(QueryInput input, bool grpc)
    {
        if (!input.Has("Matcher")) return null;
        var matcher = input.Child("Matcher");
        matcher.AllowOnly("HttpCode", "GrpcCode");
        var (mine, other) = grpc ? ("GrpcCode", "HttpCode") : ("HttpCode", "GrpcCode");
        if (matcher[other] is not null) throw ElbInput.Invalid($"A target group of protocol version {(grpc ? TargetGroup.Grpc : TargetGroup.Http1)} is matched by {mine}, not by {other}");
        var codes = matcher.Require(mine);
        return StatusCodeMatcher.TryParse(codes, grpc)
            ?? throw ElbInput.Invalid($"Matcher '{codes}' is not valid. Use codes {(grpc ? "from 0 to 99, for example 0, 0,12 or 0-99" : "from 200 to 499, for example 200, 200,202 or 200-299")}.");
    }
}
