using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;
using LocalCloud.Processes;

namespace LocalCloud.Ecs.Tasks;

/// <summary>
/// A container's own health check: UNKNOWN until the first verdict; HEALTHY after a passing check; UNHEALTHY after as many failing ones
/// in a row as retries says. Failures in the start period do not count.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html</remarks>
internal sealed class HealthMonitor(ContainerHealthCheck check, TimeScale scale, TimeProvider time)
{
    /// <summary>Checks until the container has ended or <paramref name="stop"/> says so.</summary>
    /// <param name="report">Told the status each time it changes.</param>
    public async Task WatchAsync(IRunningTask container, Action<string> report, CancellationToken stop)
    {
        var (status, failures, started) = (ContainerHealth.Unknown, 0, time.GetTimestamp());
        try
        {
            while (!container.Exited.IsCompleted)
            {
                await Task.Delay(scale.OfSeconds(check.Interval!.Value), time, stop);
                var passed = await PassesAsync(container, stop);
                var counts = time.GetElapsedTime(started) >= scale.OfSeconds(check.StartPeriod ?? 0);
                failures = passed ? 0 : counts ? failures + 1 : failures;
                var verdict = passed ? ContainerHealth.Healthy : failures >= check.Retries ? ContainerHealth.Unhealthy : status;
                if (verdict == status) continue;
                status = verdict;
                report(status);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The task ends; nobody asks for its health any more.
            return;
        }
    }

    private async Task<bool> PassesAsync(IRunningTask container, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(scale.OfSeconds(check.Timeout!.Value), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        var words = check.Command!.Skip(1);
        IReadOnlyList<string> command = check.Command![0] == "CMD-SHELL" ? ["sh", "-c", .. words] : [.. words];
        try
        {
            return await container.ExecuteAsync(command, either.Token) == 0;
        }
        catch (TaskStartException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
