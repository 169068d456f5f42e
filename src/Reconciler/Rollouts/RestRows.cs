using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Rows 8 and 13 to 15: no traffic moves. Clean up, keep the stable side as desired, put back what was changed by hand.</summary>
internal static class RestRows
{
    public static Decision? RolledBack(View view)
    {
        if (view.Record.BadFor(view.Desired) is not { } bad)
            return null;
        if (ClosePreview(view, Phase.RolledBack) is { } close)
            return close;
        var isKept = view.Record.RetireAt is { } at && view.Now < at;
        if (view.Service(view.C) is { Desired: > 0 } && !isKept)
        {
            var delay = view.Memory.Idle[view.C] is { } idle ? idle.Since + view.Target.Timing.AbortDelay - view.Now : view.Target.Timing.AbortDelay;
            if (delay > TimeSpan.Zero || !view.Drained(view.C))
                return Say.Wait(view, Phase.RolledBack, $"{view.C.Word()} drains before it is scaled down");
            return Say.Act(Phase.RolledBack, Say.Scale(view, view.C, 0, $"{view.Desired} is quarantined"), "the failed candidate is scaled down");
        }

        return Repairs(view, Phase.RolledBack) ?? VerdictNotes.Failed(view, Phase.RolledBack, bad) ?? VerdictNotes.Proven(view, Phase.RolledBack)
            ?? RouteRows.Waiting(view, Phase.RolledBack) ?? DriftRows.NoteApplied(view, Phase.RolledBack) ?? Say.Rest(view, Phase.RolledBack, $"{view.Desired} is quarantined ({bad.Code}); waiting for another revision");
    }

    public static Decision? Retain(View view)
    {
        if (view.Service(view.C) is not { Desired: > 0 } || view.Record.RetireAt is not { } at || view.Now >= at)
            return null;
        return ClosePreview(view, Phase.Retain) ?? Repairs(view, Phase.Retain) ?? VerdictNotes.Proven(view, Phase.Retain)
            ?? Say.Wait(view, Phase.Retain, $"{view.C.Word()} stays warm for an instant rollback for {Math.Ceiling((at - view.Now).TotalSeconds):0} s", Earlier(at - view.Now, view.Target.Environment.Sweep));
    }

    public static Decision? Retire(View view)
    {
        if (view.Service(view.C) is not { Desired: > 0 } old)
            return null;
        if (ClosePreview(view, Phase.Retire) is { } close)
            return close;
        if (!view.Drained(view.C))
            return Say.Wait(view, Phase.Retire, $"{view.C.Word()} drains before it is scaled down");
        var byHand = view.Memory.Counts[view.C] == 0;
        return Say.Act(Phase.Retire, Say.Scale(view, view.C, 0, byHand ? "the idle colour was scaled up by hand" : "the old colour is not needed any more"), "the old colour is retired") with
        {
            Drift = byHand ? $"{view.C.Word()} was scaled from 0 to {old.Desired} by hand" : null,
        };
    }

    public static Decision? Steady(View view)
    {
        return ClosePreview(view, Phase.Steady) ?? Repairs(view, Phase.Steady) ?? VerdictNotes.Proven(view, Phase.Steady)
            ?? RouteRows.Waiting(view, Phase.Steady) ?? DriftRows.NoteApplied(view, Phase.Steady) ?? RetentionRow.Surplus(view) ?? Say.Rest(view, Phase.Steady, DriftRows.Reason(view, "all as desired"));
    }

    /// <summary>What is kept of a service whose stable side runs what a person put there.</summary>
    public static Decision? Kept(View view, Phase phase) => ClosePreview(view, phase) ?? Repairs(view, phase) ?? RouteRows.Waiting(view, phase) ?? DriftRows.NoteApplied(view, phase);

    /// <summary>What applies live on the stable side: route and count. Its task definition is another revision's business.</summary>
    public static Decision? Repairs(View view, Phase phase)
    {
        if (RouteRows.Differing(view, phase) is { } reroute)
            return reroute;

        // A count outside the range is Application Auto Scaling's to put right (ScalingRow).
        var (stable, replicas) = (view.Service(view.S)!, view.Replicas);
        if (stable.Desired == replicas || view.Range is not null || !view.Heals(DriftFields.Count))
            return DriftRows.Restore(view, phase);
        var byHand = view.Memory.Counts[view.S] == replicas;
        return Say.Act(
            phase,
            Say.Scale(view, view.S, replicas, byHand ? "the count was changed by hand" : "replicas changed"),
            $"{view.S.Word()} has {stable.Desired} tasks, desired are {replicas}") with
        {
            Drift = byHand ? $"{view.S.Word()} was scaled from {replicas} to {stable.Desired} by hand" : null,
        };
    }

    private static Decision? ClosePreview(View view, Phase phase) => view.Previews is [var preview, ..]
        ? Say.Act(phase, new PlannedAction.DeletePreviewRule(preview.Arn), "no rollout needs the preview rule")
        : null;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
