using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>What runs is what should: keep it so. Or nothing was ever proven, and nothing should run.</summary>
internal static class RollingRestRows
{
    public static Decision? NoStable(View view)
    {
        if (view.Record.Proven is not null)
            return null;
        var code = view.Record.BadFor(view.Desired)?.Code ?? (view.One() is null ? view.Seen.FailedBefore?.Code : null);
        var runsBad = view.One() is { Revision: { } revision } && view.Record.BadFor(revision) is not null;
        if (view.One() is { Desired: > 0 } && (code is not null || runsBad))
            return Say.Act(Phase.NoStable, new PlannedAction.ScaleRollingService(0, "the first release failed"), "the first release failed");
        return code is null ? null : Say.Rest(view, Phase.NoStable, $"the first release failed ({code}); waiting for another revision");
    }

    public static Decision? Aborted(View view)
    {
        if (view.AbortOf(view.Desired) is not { } abort || view.Desired == view.Record.Proven?.Revision || view.Record.BadFor(view.Desired) is not null)
            return null;
        var message = $"{abort.Who} aborted {view.Desired}";
        return view.One() is not null
            ? AttemptRows.Quarantine(view, Phase.Aborted, new Failure(view.Desired, Codes.Aborted, "intent", message))
            : Say.Rest(view, Phase.Aborted, $"{message} before anything of it was started; commit another revision, or take the intent away");
    }

    public static Decision? RolledBack(View view) => view.Record.BadFor(view.Desired) is { } bad && view.Record.Proven is { } proven
        ? Keep(view, Phase.RolledBack, $"{view.Desired} is quarantined ({bad.Code}), {proven.Revision} runs; waiting for another revision")
        : null;

    public static Decision? Steady(View view) => Keep(view, Phase.Steady, "all as desired");

    public static Decision Keep(View view, Phase phase, string reason)
    {
        if (view.One() is not { } service)
            return Say.Wait(view, phase, "the ECS service is gone");
        var replicas = service.Desired > 0 ? view.Fitting(service.Desired) : view.Initial;
        if (service.Desired != replicas && view.Heals(DriftFields.Count))
        {
            var byHand = view.Memory.Counts.Blue == replicas;
            return Say.Act(phase, new PlannedAction.ScaleRollingService(replicas, byHand ? "the count was changed by hand" : "replicas changed"), $"{service.Desired} tasks, desired are {replicas}") with
            {
                Drift = byHand ? $"scaled from {replicas} to {service.Desired} by hand" : null,
            };
        }

        if (DriftRows.Restore(view, phase) is { } restore)
            return restore;
        if (service.Complete)
            return VerdictNotes.OfRolling(view, phase, service) ?? DriftRows.NoteApplied(view, phase) ?? (phase == Phase.Steady ? RetentionRow.Surplus(view) : null) ?? Say.Rest(view, phase, DriftRows.Reason(view, reason));
        var missing = $"{service.Running} of {service.Desired} tasks run, deployment {service.Primary.State}{(service.Primary.StateReason is { } why ? $": {why}" : "")}";
        return Say.Wait(view, phase, missing) with { Alarm = service.Primary.State == "FAILED" ? new Alarm(Alarms.StableDown, missing) : null };
    }
}
