using LocalCloud.Traffic;

namespace LocalCloud.CloudWatch;

/// <summary>The namespace AWS/ApplicationELB: what the load balancer counted.</summary>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html</remarks>
internal sealed class LoadBalancerMetrics(MetricStore store) : IMetricSource
{
    private const string LoadBalancer = "LoadBalancer", TargetGroup = "TargetGroup";

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

    public string Namespace => "AWS/ApplicationELB";

    public IReadOnlyCollection<string> Metrics => Names.Keys;

    public IReadOnlyCollection<string> Dimensions { get; } = [LoadBalancer, TargetGroup];

    public bool HasPercentiles => true;

    public IMetricReadings? Find(MetricQuery query)
    {
        var metric = Names[query.MetricName];
        var group = query.Dimensions.GetValueOrDefault(TargetGroup);
        return query.Dimensions.TryGetValue(LoadBalancer, out var balancer)
            && !(group is not null && IsOfLoadBalancerOnly(metric))
            && store.Find(balancer, group) is { } series
                ? new Readings(series, metric)
                : null;
    }

    private static bool IsOfLoadBalancerOnly(TrafficMetric metric) => metric is TrafficMetric.Elb4xx or TrafficMetric.Elb5xx;

    private sealed class Readings(MetricSeries series, TrafficMetric metric) : IMetricReadings
    {
        public long OldestSecond => series.OldestSecond;

        public long NewestSecond => series.NewestSecond;

        public MetricSamples Read(long from, long to) => series.Read(metric, from, to);
    }
}
