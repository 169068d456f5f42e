using LocalCloud.CloudWatch;
using LocalCloud.Ecs.State;
using LocalCloud.Elb;
using LocalCloud.Traffic;

namespace LocalCloud.AutoScaling;

/// <summary>What the metric of a policy was between two seconds, from what the region measures for CloudWatch.</summary>
internal sealed class TrackedMetrics(IEnumerable<IMetricSource> sources, EcsState ecs, ITargetRegistry targets)
{
    private const double SecondsPerMinute = 60;
    private readonly Dictionary<string, IMetricSource> _sources = sources.ToDictionary(source => source.Namespace, StringComparer.Ordinal);

    /// <param name="from">Unix time, inclusive.</param>
    /// <param name="to">Unix time, exclusive.</param>
    /// <returns>Null without data.</returns>
    public double? Read(ServiceKey service, ScalingPolicy policy, long from, long to)
    {
        if (policy.Metric != ScalingPolicy.Requests)
        {
            var metric = policy.Metric == ScalingPolicy.Cpu ? "CPUUtilization" : "MemoryUtilization";
            var used = Samples("AWS/ECS", metric, new() { ["ClusterName"] = service.Cluster, ["ServiceName"] = service.Name }, from, to);
            return used is { Count: > 0 } ? used.Sum / used.Count : null;
        }

        var (balancer, group) = ScalingRules.Halves(policy.Label!)!.Value;
        var requests = Samples("AWS/ApplicationELB", "RequestCount", new() { ["LoadBalancer"] = balancer, ["TargetGroup"] = group }, from, to);
        return requests is { Count: > 0 } && HealthyIn(service, group) is var healthy and > 0
            ? requests.Sum / healthy * (SecondsPerMinute / (to - from))
            : null;
    }

    private MetricSamples? Samples(string space, string metric, Dictionary<string, string> dimensions, long from, long to) =>
        _sources[space].Find(new MetricQuery("scaling", space, metric, dimensions, Period: 1, Statistic: "Sum", Label: null))?.Read(from, to);

    private int HealthyIn(ServiceKey service, string group)
    {
        IReadOnlyList<EcsTask> tasks;
        lock (ecs.Gate) tasks = ecs.TasksOf(service);
        return tasks.Count(task => task.IsRunning && task.LoadBalancers.Any(balancer =>
            ElbArn.TargetGroupDimension(balancer.TargetGroupArn!) == group
            && targets.HealthOf(balancer.TargetGroupArn!, task.Address, balancer.ContainerPort!.Value)?.State == "healthy"));
    }
}
