using System.Numerics;

namespace LocalCloud.Traffic;

/// <summary>Durations counted in buckets that grow with the value, so that a percentile is right to 7 percent. Safe for many writers.</summary>
public sealed class Histogram
{
    // 8 buckets for each doubling, from 1 µs to 134 s; what is longer is counted in the last.
    private const int PerOctave = 8, Buckets = 200;
    private readonly int[] _counts = new int[Buckets];

    public void Add(long microseconds) => Interlocked.Increment(ref _counts[IndexOf(microseconds)]);

    public void AddTo(long[] totals)
    {
        for (var index = 0; index < Buckets; index++) totals[index] += Volatile.Read(ref _counts[index]);
    }

    public static long[] NewTotals() => new long[Buckets];

    /// <param name="totals">Filled by <see cref="AddTo"/>, at least one value in it.</param>
    /// <param name="percent">Above 0, at most 100.</param>
    /// <returns>Microseconds: the middle of the bucket the percentile lies in.</returns>
    public static double Percentile(long[] totals, double percent)
    {
        var rank = (long)Math.Ceiling(totals.Sum() * percent / 100);
        var index = 0;
        for (var seen = totals[0]; seen < rank; seen += totals[index]) index++;
        return (LowerBound(index) + LowerBound(index + 1)) / 2.0;
    }

    private static int IndexOf(long value)
    {
        if (value < PerOctave) return (int)Math.Max(value, 0);
        var octave = BitOperations.Log2((ulong)value) - 3;
        return Math.Min((octave * PerOctave) + (int)(value >> octave), Buckets - 1);
    }

    private static long LowerBound(int index) =>
        index < 2 * PerOctave ? index : (long)(PerOctave + (index % PerOctave)) << ((index / PerOctave) - 1);
}
