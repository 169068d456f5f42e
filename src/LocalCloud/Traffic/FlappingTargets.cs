using System.Collections.Concurrent;

namespace LocalCloud.Traffic;

/// <summary>Target groups whose health checks are made to fail and pass in turn, each long enough to change the targets' health.</summary>
public sealed class FlappingTargets(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    public void Flap(string targetGroupArn, DateTimeOffset until) => _until[targetGroupArn] = until;

    public void Clear() => _until.Clear();

    /// <param name="check">Number of the target's check, from 0.</param>
    public bool Fails(string targetGroupArn, int check, int healthyThreshold, int unhealthyThreshold) =>
        _until.TryGetValue(targetGroupArn, out var until)
        && time.GetUtcNow() < until
        && check % (healthyThreshold + unhealthyThreshold) < unhealthyThreshold;
}
