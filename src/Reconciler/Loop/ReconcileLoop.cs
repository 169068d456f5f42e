using Publican.Aws;
using Publican.Observed;
using Publican.Status;
using Publican.Telemetry;

namespace Publican.Loop;

/// <summary>Turn after turn, until it is stopped. Level-triggered: what woke it does not matter.</summary>
public sealed partial class ReconcileLoop(
    DesiredKeeper keeper, Turns turns, StatusBoard board, WakeUp wake, Heartbeat heart, ILogger<ReconcileLoop> log) : BackgroundService
{
    private readonly Backoff _backoff = new(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                heart.Beat();
                await wake.WaitAsync(await TurnAsync(stoppingToken), stoppingToken);
            }
        }
        finally
        {
            // A call that was sent is waited for: its answer says what to log, and the clients are still there.
            await turns.PassesAsync();
        }
    }

    /// <returns>How long to wait for the next turn.</returns>
    private async Task<TimeSpan> TurnAsync(CancellationToken cancel)
    {
        if (keeper.Current is not { } desired)
            return Turns.Idle;
        try
        {
            var (wait, observed) = await turns.TurnAsync(desired, cancel);
            if (observed)
                heart.Observed();
            _backoff.Reset();

            // Only after a turn that went well: a loop that cannot read AWS turns, too, and reconciles nothing.
            if (heart.IsTimeToTell())
                Beat(log, desired.Environment.Name, desired.Commit, desired.Services.Length, desired.Jobs.Length);
            return wait;
        }
        catch (Exception error) when ((AwsErrors.IsExternal(error) || error is MissingOutputsException) && !cancel.IsCancellationRequested)
        {
            TurnFailed(log, AwsErrors.Describe(error));
            foreach (var workload in desired.Workloads)
                board.Report(new Unplanned(workload.Spec.Name, "Unresolved", "EnvironmentUnreadable", [AwsErrors.Describe(error)]));
            return _backoff.Next();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The environment cannot be read: {Error}")]
    private static partial void TurnFailed(ILogger log, string error);

    // The alarm of terraform-bootstrap looks for the first word.
    [LoggerMessage(2, LogLevel.Information, "Heartbeat: {Environment} is kept as {Commit} says, {Services} services and {Jobs} jobs")]
    private static partial void Beat(ILogger log, string environment, string commit, int services, int jobs);
}
