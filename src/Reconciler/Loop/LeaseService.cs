using Publican.Leases;

namespace Publican.Loop;

/// <summary>Asks for the lease again and again; the loop looks at what came of it. Stops after the loop, when no pass is under way any more.</summary>
public sealed class LeaseService(LeaseKeeper lease, DesiredKeeper desired, WakeUp wake, TimeProvider clock) : BackgroundService
{
    // Before the first desired state there is no name to ask with.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var environment = desired.Current?.Environment.Name;
                if (environment is not null && await lease.AskAsync(environment, stoppingToken))
                    wake.Ring();
                await Task.Delay(environment is null ? Soon : lease.Timing.RetryPeriod, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process is asked to stop.
        }
        finally
        {
            await lease.ReleaseAsync();
        }
    }
}
