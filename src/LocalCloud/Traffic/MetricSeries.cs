namespace LocalCloud.Traffic;

/// <summary>The last 15 minutes, second by second, of one load balancer or one target group of it. Idle seconds take no memory.</summary>
public sealed class MetricSeries(TimeProvider time)
{
    public const int Seconds = 900;
    private readonly MetricSecond?[] _ring = new MetricSecond?[Seconds];

    /// <summary>Unix time of the first and the last second that can be read.</summary>
    public long OldestSecond => NewestSecond - Seconds + 1;

    /// <inheritdoc cref="OldestSecond"/>
    public long NewestSecond => time.GetUtcNow().ToUnixTimeSeconds();

    public void Record(RequestOutcome outcome) => Current().Add(outcome);

    /// <summary>Adds up one metric from a second (inclusive) to another (exclusive), both Unix time.</summary>
    public MetricSamples Read(TrafficMetric metric, long from, long to)
    {
        var samples = new MetricSamples(hasTimes: metric == TrafficMetric.TargetResponseTime);
        var (first, end) = (Math.Max(from, OldestSecond), Math.Min(to, NewestSecond + 1));
        for (var second = first; second < end; second++)
        {
            if (Volatile.Read(ref _ring[second % Seconds]) is { } found && found.Second == second) found.AddTo(samples, metric);
        }

        return samples;
    }

    private MetricSecond Current()
    {
        var second = NewestSecond;
        ref var slot = ref _ring[second % Seconds];
        for (var found = Volatile.Read(ref slot); ; found = Volatile.Read(ref slot))
        {
            if (found?.Second == second) return found;
            var created = new MetricSecond(second);
            if (Interlocked.CompareExchange(ref slot, created, found) == found) return created;
        }
    }
}
