using System.Collections.Concurrent;
using LocalCloud.Protocols;

namespace LocalCloud.Throttling;

/// <summary>Refuses calls that come faster than AWS takes them from one account in one region. Who calls makes no difference.</summary>
internal sealed class Throttle(RegionOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Service, string Category), TokenBucket> _buckets = new();

    /// <exception cref="AwsException">ThrottlingException; Throttling in the Query protocol.</exception>
    public void Admit(WireCall call, bool isQuery)
    {
        if (!options.Throttle) return;
        var (category, rate) = RateLimits.Of(call.Service, call.Action, call.Mutating);
        if (_buckets.GetOrAdd((call.Service, category), _ => new TokenBucket(rate, time)).TryTake()) return;
        throw new AwsException(isQuery ? "Throttling" : "ThrottlingException", "Rate exceeded");
    }
}
