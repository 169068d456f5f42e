namespace Publican.Loop;

/// <summary>Waits until something happened or a time has come. Signals sent while nobody waits are not lost.</summary>
public sealed class WakeUp(TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Ring()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already rung: one look is enough for both.
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
    {
        // Waits for a ring that is on its way: it must not come when this is disposed of.
        await using var timer = clock.CreateTimer(_ => Ring(), null, atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await _signal.WaitAsync(cancel);
    }

    public void Dispose() => _signal.Dispose();
}
