using System.Diagnostics;

namespace Publican.Stack;

/// <summary>Waits for facts. Nothing here sleeps for a guess: it looks again until the fact holds or the deadline is over.</summary>
public static class Wait
{
    /// <param name="describe">What was there instead, for the message.</param>
    /// <exception cref="TimeoutException">The fact did not come true in time.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> fact, TimeSpan within, Func<string>? describe = null, CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await fact())
        {
            if (Stopwatch.GetElapsedTime(started) > within)
                throw new TimeoutException($"not within {within.TotalSeconds:0} s: {what}{(describe is null ? "" : $"\n{describe()}")}");
            await Task.Delay(50, cancel);
        }
    }

    public static Task UntilAsync(string what, Func<bool> fact, TimeSpan within, Func<string>? describe = null, CancellationToken cancel = default) =>
        UntilAsync(what, () => Task.FromResult(fact()), within, describe, cancel);
}
