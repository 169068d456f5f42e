using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Brings the desired revision onto the service: task definition, before-job, the attempt, and then the one call that starts the deployment.</summary>
internal static class RollingPrepareRow
{
    public static Decision? Prepare(View view)
    {
        if (view.RunsCandidate() || view.Desired == view.Record.Proven?.Revision)
            return null;
        if ((HeldRow.Rolling(view) ?? PreflightRow.BlockedRolling(view) ?? LeverRows.Paused(view, Phase.Prepare)) is { } held)
            return held;
        if (PrepareRow.Job(view, Phase.Prepare) is { } missing)
            return missing;

        // An alarm that rings while the proven revision runs, or nothing, is not the desired one's doing: it would not be told from one that is.
        // While anything else runs, the desired revision may be its remedy.
        var isOpen = view.Attempt?.Revision == view.Desired;
        var isQuiet = view.One() is not { Desired: > 0 } service || service.Revision == view.Record.Proven?.Revision;
        var verdict = view.JudgedSince(view.Now);
        if (!isOpen && isQuiet && verdict.State != VerdictState.Good)
        {
            return Say.Wait(view, Phase.Prepare, verdict.Message) with
            {
                Alarm = verdict.State == VerdictState.Waiting ? null : new Alarm(Alarms.BothBad, verdict.Message),
            };
        }

        return Start(view, view.Seen.Definition.Value!.Arn);
    }

    private static Decision Start(View view, string definition)
    {
        var count = view.One() is { Desired: > 0 } up ? view.Fitting(up.Desired) : view.Initial;
        if (view.One() is not { } service)
        {
            var first = ReleaseRecord.Empty with { Attempt = New(view) with { Moving = true } };
            return Say.Act(Phase.Prepare, new PlannedAction.CreateRollingService(definition, count, first), "there is no ECS service yet");
        }

        if (service.Status != "ACTIVE")
            return Say.Wait(view, Phase.Prepare, $"ECS service {service.Name} is {service.Status}; waiting until ECS has let go of the name");
        if (view.Attempt is not { } attempt || attempt.Revision != view.Desired)
        {
            var before = view.Attempt is { } open ? $"; {open.Revision} is superseded" : "";
            return AttemptRows.Write(view, Phase.Prepare, view.Record with { Attempt = New(view), Since = null }, RecordChange.Arm, $"{view.Desired} is to be rolled out{before}");
        }

        if (HeldRow.Rising(view, Phase.Armed, 0) is { } frozen)
            return frozen;
        if (view.Memory.Armed == attempt.ToString() && !view.Memory.Moved)
        {
            var roll = new PlannedAction.Roll(definition, view.Desired, count, Back: false, Network: null, "the desired state")
            {
                Again = service.TaskDefinitionArn == definition,
                KeepsCount = KeepsCount(view, service),
            };
            return Say.Act(Phase.Armed, roll, $"{service.Revision ?? service.TaskDefinitionArn} runs, desired is {view.Desired}");
        }

        // Armed by a process that is gone: whether it started the deployment, and ECS took it back since, cannot be known. So every try counts.
        if (attempt.Tries >= view.Target.Timing.MaxAttempts)
        {
            return AttemptRows.Quarantine(view, Phase.Armed, new Failure(
                attempt.Revision, Codes.Interrupted, "restart", $"the reconciler was restarted as it started the deployment {attempt.Tries} times"));
        }

        var again = view.Record with { Attempt = attempt with { Tries = attempt.Tries + 1, Moving = false, At = view.Now }, Since = null };
        return AttemptRows.Write(view, Phase.Armed, again, RecordChange.Arm, $"armed again after a restart: try {attempt.Tries + 1}");
    }

    /// <summary>Between the read and the call the autoscaler, or whoever has the count, may have moved it: it is left out of the call.</summary>
    public static bool KeepsCount(View view, EcsService service) => (view.Range is not null || view.Target.Ignores(DriftFields.Count)) && service.Desired > 0;

    private static Attempt New(View view) => new(view.Desired, 1, Moving: false, view.One() is { Desired: > 0 } up ? view.Fitting(up.Desired) : view.Initial, view.Now);
}
