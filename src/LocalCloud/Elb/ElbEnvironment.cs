using System.Globalization;
using System.Net;
using LocalCloud.Traffic;

namespace LocalCloud.Elb;

/// <summary>What operations need besides state and input: identifiers, addresses, the time.</summary>
internal sealed class ElbEnvironment(RegionOptions options, AddressBlock addresses, TimeProvider time)
{
    private readonly SplitMix _ids = new((ulong)options.Seed, "elb ids");
    private long _sequence;

    public string Region => options.Region;

    public DateTimeOffset Now => time.GetUtcNow();

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>16 hex digits, as at the end of ELBv2's ARNs; the same ones in the same order for the same seed.</summary>
    public string NewId() => _ids.Next().ToString("x16", CultureInfo.InvariantCulture);

    public IPAddress LoadBalancerAddress() => options.LoadBalancerAddress ?? addresses.Take();
}
