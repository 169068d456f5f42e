using Publican.Aws;
using Publican.Desired;
using Publican.Status;

namespace Publican.Loop;

/// <summary>Services of this environment that left the files: they keep running, and the status says so.</summary>
public sealed partial class Orphans(EnvironmentSession session, StatusBoard board, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private string? _lastCommit;

    public async Task ReportAsync(DesiredState desired, string cluster, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now < _next && desired.Commit == _lastCommit)
            return;
        IReadOnlySet<string> apps;
        try
        {
            apps = await session.Cluster.ListAppsAsync(desired.Environment.Name, cluster, cancel);
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            // Only a remark in the status depends on it; rollouts and rollbacks go on.
            NotListed(log, AwsErrors.Describe(error));
            return;
        }

        foreach (var gone in apps.Except(desired.Services.Select(service => service.Name)))
        {
            board.Report(new Unplanned(gone, "Orphaned", "NotInDesiredState",
                [$"{gone} left the desired state at {desired.Commit} or before; it keeps running and is not touched. Put its file back, or delete its ECS services by hand"]));
        }

        (_next, _lastCommit) = (now + Every, desired.Commit);
    }

    [LoggerMessage(1, LogLevel.Warning, "Services that left the desired state were not looked for: {Error}")]
    private static partial void NotListed(ILogger log, string error);
}
