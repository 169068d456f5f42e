using BeerApi.Configuration;

namespace BeerApi.Health;

/// <summary>
/// The first part of a graceful stop: from SIGTERM the server is not ready but still answers, so that whoever sends
/// requests can notice. Then the listener closes and what is in flight finishes.
/// </summary>
internal sealed class Draining(Settings settings, TimeProvider time, ILogger<Draining> logger) : IHostedLifecycleService
{
    private volatile bool started;

    public bool Started => started;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        started = true;
        logger.LogInformation("Stopping: not ready from now, closing in {Delay}", settings.ShutdownDelay);
        await Task.Delay(settings.ShutdownDelay, time, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
