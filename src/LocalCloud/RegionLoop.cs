namespace LocalCloud;

/// <summary>
/// A loop for as long as its region lives. A BackgroundService always moves to the thread pool; this one stays on the
/// synchronization context of whoever starts the region, so that a test can run a whole region on one thread.
/// </summary>
internal abstract class RegionLoop : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Ends, without an exception, once <paramref name="stoppingToken"/> is cancelled.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
    }

    public virtual void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }
}
