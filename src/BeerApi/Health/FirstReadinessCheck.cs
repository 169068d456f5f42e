namespace BeerApi.Health;

/// <summary>
/// Asks the database once at start, so that the log says at once whether it is there and the first request finds an open
/// connection. The server starts without it all the same: a database that is away for a moment must not end every task.
/// </summary>
internal sealed class FirstReadinessCheck(Readiness readiness) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => readiness.CheckAsync(stoppingToken);
}
