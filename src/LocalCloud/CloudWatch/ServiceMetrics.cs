using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Usage;
using LocalCloud.Traffic;

namespace LocalCloud.CloudWatch;

/// <summary>The namespace AWS/ECS: what the tasks of a service use of what their task definition gives them.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html</remarks>
internal sealed class ServiceMetrics(UsageStore store) : IMetricSource
{
    private const string Cpu = "CPUUtilization", Memory = "MemoryUtilization", Cluster = "ClusterName", Service = "ServiceName";

    public string Namespace => "AWS/ECS";

    public IReadOnlyCollection<string> Metrics { get; } = [Cpu, Memory];

    public IReadOnlyCollection<string> Dimensions { get; } = [Cluster, Service];

    public bool HasPercentiles => false;

    // Fargate publishes nothing for a cluster as a whole.
    public IMetricReadings? Find(MetricQuery query) =>
        query.Dimensions.TryGetValue(Cluster, out var cluster)
        && query.Dimensions.TryGetValue(Service, out var service)
        && store.Find(new ServiceKey(cluster, service)) is { } usage
            ? new Readings(usage, query.MetricName == Cpu ? second => second.Cpu : second => second.Memory)
            : null;

    private sealed class Readings(ServiceUsage usage, Func<UsageSecond, Gauge> metric) : IMetricReadings
    {
        public long OldestSecond => usage.OldestSecond;

        public long NewestSecond => usage.NewestSecond;

        public MetricSamples Read(long from, long to)
        {
            var samples = new MetricSamples(hasTimes: false);
            foreach (var second in usage.Between(from, to))
            {
                var gauge = metric(second);
                samples.AddGauge(gauge.Samples, gauge.Sum, gauge.Min, gauge.Max);
            }

            return samples;
        }
    }
}
