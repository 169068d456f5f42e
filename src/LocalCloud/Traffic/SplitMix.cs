using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace LocalCloud.Traffic;

/// <summary>
/// Seeded random numbers that many threads may draw at once without a lock (SplitMix64: Steele, Lea, Flood 2014).
/// The same seed and purpose give the same sequence; purposes of one seed do not disturb each other.
/// </summary>
public sealed class SplitMix(ulong seed, string purpose)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state = Mix(seed ^ XxHash64.HashToUInt64(MemoryMarshal.AsBytes(purpose.AsSpan())));

    public ulong Next() => Mix(Interlocked.Add(ref _state, Golden));

    /// <summary>From 0 inclusive to 1 exclusive.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
