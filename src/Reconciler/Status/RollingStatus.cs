using Publican.Rollouts;

namespace Publican.Status;

/// <summary>Status of a service of strategy <c>rolling</c>: one side, on which two revisions may run. No load balancer says who is healthy: what runs counts.</summary>
internal static class RollingStatus
{
    private const string Side = "rolling";

    public static ServiceStatus After(ServiceStatus next, View view)
    {
        var (proven, service) = (view.Record.Proven, view.One());
        var isProven = service?.Revision == proven?.Revision;
        return next with
        {
            Stable = proven is null ? null
                : isProven ? Show() : new SideStatus(Side, proven.Revision, null, 0, 0, 0, 0),
            Candidate = service is null || (proven is not null && isProven) ? null : Show(),
            Step = null,
        };

        SideStatus Show() => new(Side, service?.Revision, service?.Image, Steps.All, service?.Desired ?? 0, service?.Running ?? 0, service?.Running ?? 0);
    }

    public static bool IsReleased(View view) =>
        view.Record.Proven?.Revision == view.Desired && view.One() is { Complete: true, Desired: > 0 } service && service.Revision == view.Desired;
}
