namespace LocalCloud.Traffic;

/// <summary>Samples of one metric added up over a period. A counter is one sample of value 1 for each event; times are in seconds.</summary>
/// <param name="hasTimes">Single times are counted too, for percentiles.</param>
public sealed class MetricSamples(bool hasTimes)
{
    private const double MicrosecondsPerSecond = 1_000_000;
    private readonly long[] _buckets = hasTimes ? Histogram.NewTotals() : [];

    public long Count { get; private set; }

    public double Sum { get; private set; }

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; }

    public void AddCount(long events)
    {
        if (events == 0) return;
        (Count, Sum, Min, Max) = (Count + events, Sum + events, 1, 1);
    }

    /// <param name="samples">How many values were measured.</param>
    /// <param name="sum">Of them all.</param>
    /// <param name="min">The smallest one.</param>
    /// <param name="max">The largest one.</param>
    public void AddGauge(int samples, double sum, double min, double max)
    {
        if (samples == 0) return;
        (Count, Sum, Min, Max) = (Count + samples, Sum + sum, Math.Min(Min, min), Math.Max(Max, max));
    }

    public void AddTimes(long responses, long sum, long min, long max, Histogram histogram)
    {
        if (responses == 0) return;
        histogram.AddTo(_buckets);
        (Count, Sum) = (Count + responses, Sum + (sum / MicrosecondsPerSecond));
        (Min, Max) = (Math.Min(Min, min / MicrosecondsPerSecond), Math.Max(Max, max / MicrosecondsPerSecond));
    }

    /// <param name="percent">Above 0, at most 100.</param>
    public double Percentile(double percent) => _buckets.Length == 0
        ? 1
        : Math.Clamp(Histogram.Percentile(_buckets, percent) / MicrosecondsPerSecond, Min, Max);
}
