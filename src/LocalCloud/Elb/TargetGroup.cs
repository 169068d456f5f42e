using System.Collections.Immutable;
using System.Globalization;

namespace LocalCloud.Elb;

/// <summary>A named set of targets (type ip) with one way to check their health. Who is in it is the traffic plane's matter.</summary>
/// <param name="Attributes">Only those that were set; the rest have the defaults of <see cref="TargetGroupAttributes"/>.</param>
public sealed record TargetGroup(
    string Arn,
    string Name,
    long Sequence,
    int Port,
    string VpcId,
    HealthCheckSettings HealthCheck,
    ImmutableSortedDictionary<string, string> Attributes,
    ImmutableSortedDictionary<string, string> Tags)
{
    public const string Http1 = "HTTP1", Grpc = "GRPC";

    /// <summary>What is spoken to targets; never changed.</summary>
    public string ProtocolVersion { get; init; } = Http1;

    /// <summary>Time between two checks; the local attribute in milliseconds wins over AWS's whole seconds.</summary>
    public TimeSpan HealthCheckInterval => Milliseconds(TargetGroupAttributes.LocalInterval) ?? TimeSpan.FromSeconds(HealthCheck.IntervalSeconds);

    /// <inheritdoc cref="HealthCheckInterval"/>
    public TimeSpan HealthCheckTimeout => Milliseconds(TargetGroupAttributes.LocalTimeout) ?? TimeSpan.FromSeconds(HealthCheck.TimeoutSeconds);

    public TimeSpan DeregistrationDelay =>
        TimeSpan.FromSeconds(int.Parse(TargetGroupAttributes.Table.InForce(TargetGroupAttributes.DeregistrationDelay, Attributes)!, CultureInfo.InvariantCulture));

    /// <summary>What the region really waits. The local attributes are as short as they say already.</summary>
    public TargetTiming Timing(TimeScale scale) => new(
        Milliseconds(TargetGroupAttributes.LocalInterval) ?? scale.Of(HealthCheckInterval),
        Milliseconds(TargetGroupAttributes.LocalTimeout) ?? scale.Of(HealthCheckTimeout),
        scale.Of(DeregistrationDelay));

    private TimeSpan? Milliseconds(string attribute) =>
        Attributes.TryGetValue(attribute, out var value) ? TimeSpan.FromMilliseconds(int.Parse(value, CultureInfo.InvariantCulture)) : null;
}

/// <param name="Interval">Between two health checks of a target.</param>
/// <param name="Timeout">Of one health check.</param>
/// <param name="Drain">How long requests in flight may go on after deregistration.</param>
public sealed record TargetTiming(TimeSpan Interval, TimeSpan Timeout, TimeSpan Drain);

/// <param name="Port">Null for traffic-port: the port the target is registered with.</param>
/// <param name="Matcher">Status codes that count as healthy, as AWS writes them: <c>200</c>, <c>200,202</c>, <c>200-299</c>; those of gRPC for a gRPC group.</param>
public sealed record HealthCheckSettings(
    string Path,
    int? Port,
    int IntervalSeconds,
    int TimeoutSeconds,
    int HealthyThreshold,
    int UnhealthyThreshold,
    StatusCodeMatcher Matcher)
{
    /// <summary>As AWS writes it.</summary>
    public string PortText => Port?.ToString(CultureInfo.InvariantCulture) ?? "traffic-port";
}
