namespace LocalCloud.Throttling;

/// <summary>How often something may be done.</summary>
/// <param name="Burst">Calls that may come at once.</param>
/// <param name="PerSecond">Calls a second that can go on for ever.</param>
internal readonly record struct Rate(int Burst, double PerSecond);

/// <summary>A full bucket holds the burst; each call takes a token; tokens come back evenly.</summary>
internal sealed class TokenBucket(Rate rate, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = rate.Burst;
    private long _filledAt = time.GetTimestamp();

    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(rate.Burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * rate.PerSecond));
            _filledAt = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}
