namespace LocalCloud.Traffic;

/// <summary>What happened in one second. Safe for many writers.</summary>
public sealed class MetricSecond(long second)
{
    private static readonly int Counters = (int)TrafficMetric.TargetResponseTime;
    private readonly long[] _counts = new long[Counters];
    private readonly Histogram _responseTimes = new();
    private long _responses, _sum, _max, _min = long.MaxValue;

    /// <summary>Unix time.</summary>
    public long Second { get; } = second;

    public void Add(RequestOutcome outcome)
    {
        if (outcome.TargetChosen) Count(TrafficMetric.RequestCount);
        if (outcome.ConnectFailed) Count(TrafficMetric.TargetConnectionError);
        switch (outcome)
        {
            case { FromTarget: true, Status: >= 200 and < 600 }:
                Count(TrafficMetric.Target2xx + ((outcome.Status / 100) - 2));
                break;
            case { FromTarget: false, Status: >= 400 and < 500 }:
                Count(TrafficMetric.Elb4xx);
                break;
            case { FromTarget: false, Status: >= 500 }:
                Count(TrafficMetric.Elb5xx);
                break;
        }

        if (outcome.ResponseTime is { } time) AddResponseTime((long)time.TotalMicroseconds);
    }

    public void AddTo(MetricSamples samples, TrafficMetric metric)
    {
        if (metric == TrafficMetric.TargetResponseTime)
            samples.AddTimes(Volatile.Read(ref _responses), Volatile.Read(ref _sum), Volatile.Read(ref _min), Volatile.Read(ref _max), _responseTimes);
        else
            samples.AddCount(Volatile.Read(ref _counts[(int)metric]));
    }

    private void Count(TrafficMetric metric) => Interlocked.Increment(ref _counts[(int)metric]);

    private void AddResponseTime(long microseconds)
    {
        _responseTimes.Add(microseconds);
        Interlocked.Add(ref _sum, microseconds);
        InterlockedExtremes.Raise(ref _max, microseconds);
        InterlockedExtremes.Lower(ref _min, microseconds);
        Interlocked.Increment(ref _responses);
    }
}
