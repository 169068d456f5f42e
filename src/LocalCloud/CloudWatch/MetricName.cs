using LocalCloud.Protocols;
using LocalCloud.Traffic;

namespace LocalCloud.CloudWatch;

/// <summary>Metrics of the namespace AWS/ApplicationELB that LocalCloud measures.</summary>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html</remarks>
internal static class MetricName
{
    public const string Namespace = "AWS/ApplicationELB";

    private static readonly Dictionary<string, TrafficMetric> Names = new(StringComparer.Ordinal)
    {
        ["RequestCount"] = TrafficMetric.RequestCount,
        ["HTTPCode_Target_2XX_Count"] = TrafficMetric.Target2xx,
        ["HTTPCode_Target_3XX_Count"] = TrafficMetric.Target3xx,
        ["HTTPCode_Target_4XX_Count"] = TrafficMetric.Target4xx,
        ["HTTPCode_Target_5XX_Count"] = TrafficMetric.Target5xx,
        ["TargetConnectionErrorCount"] = TrafficMetric.TargetConnectionError,
        ["HTTPCode_ELB_4XX_Count"] = TrafficMetric.Elb4xx,
        ["HTTPCode_ELB_5XX_Count"] = TrafficMetric.Elb5xx,
        ["TargetResponseTime"] = TrafficMetric.TargetResponseTime,
    };

    /// <summary>True for what AWS publishes without the dimension TargetGroup only.</summary>
    public static bool IsOfLoadBalancerOnly(TrafficMetric metric) => metric is TrafficMetric.Elb4xx or TrafficMetric.Elb5xx;

    /// <exception cref="AwsException">The metric is not measured here.</exception>
    public static TrafficMetric Parse(MetricQuery query)
    {
        if (query.Namespace != Namespace)
            throw MetricInput.Invalid($"LocalCloud has metrics of the namespace {Namespace} only, not '{query.Namespace}' (query '{query.Id}')");
        return Names.TryGetValue(query.MetricName, out var metric)
            ? metric
            : throw MetricInput.Invalid($"LocalCloud does not measure '{query.MetricName}' (query '{query.Id}'). It has {string.Join(", ", Names.Keys)}.");
    }
}
