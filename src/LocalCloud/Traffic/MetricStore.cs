using System.Collections.Concurrent;
using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>All metric series, by the values of the CloudWatch dimensions LoadBalancer and TargetGroup.</summary>
public sealed class MetricStore(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string LoadBalancer, string? TargetGroup), MetricSeries> _series = new();

    /// <param name="loadBalancerArn">The load balancer.</param>
    /// <param name="targetGroupArn">Null for the load balancer as a whole.</param>
    public MetricSeries Of(string loadBalancerArn, string? targetGroupArn) => _series.GetOrAdd(
        (ElbArn.LoadBalancerDimension(loadBalancerArn), targetGroupArn is null ? null : ElbArn.TargetGroupDimension(targetGroupArn)),
        _ => new MetricSeries(time));

    /// <summary>Null when nothing of that name was ever measured.</summary>
    public MetricSeries? Find(string loadBalancer, string? targetGroup) => _series.GetValueOrDefault((loadBalancer, targetGroup));

    public void ForgetLoadBalancer(string arn) => Forget(key => key.LoadBalancer == ElbArn.LoadBalancerDimension(arn));

    public void ForgetTargetGroup(string arn) => Forget(key => key.TargetGroup == ElbArn.TargetGroupDimension(arn));

    private void Forget(Func<(string LoadBalancer, string? TargetGroup), bool> gone)
    {
        foreach (var key in _series.Keys.Where(gone)) _series.TryRemove(key, out _);
    }
}
