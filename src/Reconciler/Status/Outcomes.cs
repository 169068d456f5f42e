using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Status;

/// <summary>How the last rollout ended. A rollback is never reported as success (I14).</summary>
internal static class Outcomes
{
    public const string Released = "Released";
    public const string RolledBack = "RolledBack";
    public const string Superseded = "Superseded";
    public const string Aborted = "Aborted";

    public static string? After(ServiceStatus next, View view, PassReport pass)
    {
        if (next.Quarantined.FirstOrDefault(bad => bad.Revision == view.Desired) is { } bad)
            return bad.Code == Codes.Aborted ? Aborted : RolledBack;
        if (view.Target.Names.Single && view.Record.Proven?.Revision == view.Desired)
            return RollingStatus.IsReleased(view) || next.Outcome == Released ? Released : null;
        if (view.Stable is { } stable && view.Rel(stable) == view.Desired)
        {
            // What the source asks for does not run: however well the chosen one does, this is no success.
            if (pass.Target.Pin is not null)
                return RolledBack;

            var service = view.Service(stable);
            return view.ServesAll(stable) && view.Routes.Missing.IsEmpty && service is not null && view.HealthOf(stable).Healthy >= service.Desired && service.Desired > 0
                ? Released
                : next.Outcome == Released ? Released : null;
        }

        if (pass is { Did: true, Decision.Action: PlannedAction.WriteRecord { Change: RecordChange.Close } })
            return Superseded;

        // Shown until the newer revision has an attempt of its own.
        return next.Outcome == Superseded && view.Attempt is null ? Superseded : null;
    }
}
