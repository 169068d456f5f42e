namespace Publican.Loop;

/// <summary>Exponential back-off with full jitter: services that failed together do not come back together.</summary>
public sealed class Backoff(int seed)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(60);
    private readonly Random _random = new(seed);
    private int _failures;

    public void Reset() => _failures = 0;

    public TimeSpan Next()
    {
        var ceiling = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 16)));

        // Never less than half: a jitter of almost nothing would be a hot loop.
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (_random.NextDouble() / 2)));
    }
}
