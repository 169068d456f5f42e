using Publican.Desired;
using Publican.Status;

namespace Publican.Loop;

/// <summary>Services of this environment that left the files: they keep running, and the status says so.</summary>
public sealed class Orphans(EnvironmentSession session, StatusBoard board, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private string? _lastCommit;

    public async Task ReportAsync(DesiredState desired, string cluster, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now < _next && desired.Commit == _lastCommit)
            return;
        var apps = await session.Cluster.ListAppsAsync(desired.Environment.Name, cluster, cancel);
        foreach (var gone in apps.Except(desired.Services.Select(service => service.Name)))
        {
            board.Report(new Unplanned(gone, "Orphaned", "NotInDesiredState",
                [$"{gone} left the desired state at {desired.Commit} or before; it keeps running and is not touched. Put its file back, or delete its ECS services by hand"]));
        }

        (_next, _lastCommit) = (now + Every, desired.Commit);
    }
}
