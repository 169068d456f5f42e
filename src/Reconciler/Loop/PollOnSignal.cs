using Publican.Sources;

namespace Publican.Loop;

/// <summary>Polls at once when a hook asks for it. However many ask meanwhile, one poll runs and one more follows, a second later.</summary>
public sealed partial class PollOnSignal(DesiredKeeper keeper, PollSignal signal, TimeProvider clock, ILogger<PollOnSignal> log) : BackgroundService
{
    // A storm of pushes must not become one of polls at somebody's Git host.
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(stoppingToken);
                Asked(log);
                await keeper.PollAsync(expectsNews: true, stoppingToken);
                await Task.Delay(Apart, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // A defect must not end the process, nor the hooks: it is loud in the log, and the timed poll shows it again.
                Failed(log, error);
            }
        }
    }

    [LoggerMessage(2, LogLevel.Information, "A push was announced, the source is looked at")]
    private static partial void Asked(ILogger log);

    [LoggerMessage(1, LogLevel.Error, "The poll that a hook asked for failed")]
    private static partial void Failed(ILogger log, Exception error);
}
