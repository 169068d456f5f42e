using System.Collections.Concurrent;
using LocalCloud.Elb;
using LocalCloud.Protocols;

namespace LocalCloud.Traffic;

/// <summary>The pools of all target groups, kept in step with ELBv2's state.</summary>
public sealed class TargetPools(
    RegionOptions options, IHealthProbe probe, FlappingTargets flapping, TimeProvider time, ILogger<TargetPools> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, TargetPool> _pools = new(StringComparer.Ordinal);

    /// <summary>Null when the group is gone.</summary>
    public TargetPool? Find(string targetGroupArn) => _pools.GetValueOrDefault(targetGroupArn);

    /// <exception cref="AwsException">TargetGroupNotFound.</exception>
    public TargetPool Of(string targetGroupArn) => Find(targetGroupArn)
        ?? throw new AwsException("TargetGroupNotFound", $"One or more target groups not found: '{targetGroupArn}'");

    /// <summary>Stops all health checks.</summary>
    public void Dispose()
    {
        foreach (var pool in _pools.Values) pool.Close();
    }

    public void Apply(ElbState state)
    {
        var associations = state.Associations();
        foreach (var group in state.TargetGroups.Values)
        {
            var pool = _pools.GetOrAdd(group.Arn, _ => new TargetPool(group, options.TimeScale, probe, flapping, time, logger));
            pool.Update(group, inUse: associations.ContainsKey(group.Arn));
        }

        foreach (var gone in _pools.Keys.Where(arn => !state.TargetGroups.ContainsKey(arn)).ToList())
        {
            if (_pools.TryRemove(gone, out var pool)) pool.Close();
        }
    }
}
