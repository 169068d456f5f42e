namespace Publican.Loop;

/// <summary>How a pass ended, and so when the next one starts. Nothing sleeps; the loop owns the waiting.</summary>
public abstract record PassResult
{
    private PassResult()
    {
    }

    /// <summary>Something was done: look again at once.</summary>
    public sealed record Done : PassResult;

    public sealed record LookAgain(TimeSpan After, string Why) : PassResult;

    /// <summary>A call failed: come back with jittered back-off.</summary>
    public sealed record Retry(string Error) : PassResult;
}
