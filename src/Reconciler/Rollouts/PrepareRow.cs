using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Row 9, and the same work for a first release: bring a colour up without giving it traffic. The first thing that is missing is done.</summary>
internal static class PrepareRow
{
    public static Decision? Prepare(View view)
    {
        if (view.Stable is null || view.CandidateWeight > 0 || view.Desired == view.Rel(view.S))
            return null;
        var complete = view.Rel(view.C) == view.Desired && view.Service(view.C) is { Complete: true, Desired: > 0 } service
            && service.Desired >= view.Need(view.FirstWeight) && !view.Previews.IsEmpty;
        if (complete)
            return null;
        if ((AttemptRows.StableShort(view, Phase.Prepare) ?? LeverRows.Paused(view, Phase.Prepare)) is { } first)
            return first;

        // What runs on the stable side was not registered by us: the desired revision is rolled out over it, like any other.
        var next = Next(view, Phase.Prepare, view.CountAt(view.FirstWeight));
        return next?.Action is PlannedAction.CreatePreviewRule && view.Service(view.S) is { Revision: null } replaced
            ? next with { Drift = $"{view.S.Word()} runs {replaced.TaskDefinitionArn}, which was put there by hand" }
            : next;
    }

    /// <summary>What is missing before <see cref="View.C"/> runs the desired revision; null when nothing is.</summary>
    public static Decision? Next(View view, Phase phase, int count) =>
        PinnedGone(view, phase) ?? TargetGroups(view, phase) ?? Unread(view) ?? PreviewRule(view, phase) ?? Job(view, phase) ?? Tasks(view, phase, count);

    /// <summary>Health and checks before the first weight; null when the candidate may have traffic.</summary>
    public static Decision? Gate(View view, Phase phase)
    {
        if (!view.Seen.Health.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.Health.Error ?? "target health was not read");
        var (healthy, need) = (view.HealthOf(view.C).Healthy, view.Need(view.FirstWeight));
        if (healthy < need)
        {
            var trouble = view.HealthOf(view.C).Trouble is [var target, ..] ? $": {target}" : "";
            return Overdue(view, phase, Codes.Unhealthy, "target health", $"{healthy} of {need} targets of {view.C.Word()} are healthy{trouble}");
        }

        var verdict = view.JudgedSince(view.Service(view.C)!.Primary.CreatedAt);
        switch (verdict.State)
        {
            case VerdictState.Failed:
                return AttemptRows.Quarantine(view, phase, verdict.Against(view.Desired));
            case VerdictState.BothSick:
                return Say.Wait(view, phase, verdict.Message) with { Alarm = new Alarm(Alarms.BothBad, verdict.Message) };

            // A warm colour was proven minutes ago: going back must be instant.
            case VerdictState.Waiting when !view.Warm:
                var wait = Overdue(view, phase, Codes.Deadline, verdict.Check, verdict.Message, verdict.Samples);
                return wait.Action is null ? TaskCheckRow.Next(view, phase) ?? wait : wait;
            default:
                return TaskCheckRow.Next(view, phase);
        }
    }

    /// <summary>What a person chose cannot be made anew from the files of today: they describe another revision.</summary>
    private static Decision? PinnedGone(View view, Phase phase)
    {
        if (view.Target.Pin is not { } pin || !view.Seen.Definition.Known || view.Seen.Definition.Value is not null)
            return null;
        var message = $"{pin.To}, which {pin.Who} rolled back to, has no task definition any more; publican unpin {view.Target.Names.Service}, or roll back to another one";
        return Say.Rest(view, phase, message) with { Alarm = new Alarm(Alarms.PinnedGone, message) };
    }

    /// <summary>A target group of a name of ours belongs to somebody else.</summary>
    public static Decision? NotOurs(View view)
    {
        var groups = view.Seen.TargetGroups.Value!;
        if (new[] { groups.Blue, groups.Green }.FirstOrDefault(group => group is { Ours: false }) is not { } foreign)
            return null;
        var message = $"target group {foreign.Name} exists but does not carry this service's tags";
        return Say.Rest(view, Phase.Contested, message) with { Alarm = new Alarm(Alarms.NotOurs, message) };
    }

    private static Decision? TargetGroups(View view, Phase phase)
    {
        if (!view.Seen.TargetGroups.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.TargetGroups.Error ?? "the target groups were not read");
        if (NotOurs(view) is { } contested)
            return contested;
        var groups = view.Seen.TargetGroups.Value!;
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (groups[colour] is null)
                return Say.Act(phase, new PlannedAction.CreateTargetGroup(colour), $"{colour.Word()} has no target group");
        }

        // A colour's settings are written when it becomes the candidate, never while it serves.
        var candidate = groups[view.C]!;
        return candidate.Settings == view.Target.GroupSettings
            ? null
            : Say.Act(phase, new PlannedAction.ConfigureTargetGroup(view.C, candidate.Arn, view.Target.GroupSettings, view.RuleArns), "health check or drain settings differ");
    }

    private static Decision? PreviewRule(View view, Phase phase)
    {
        var (own, other) = (view.Seen.TargetGroups.Value![view.C]!.Arn, view.Seen.TargetGroups.Value![view.C.Other()]!.Arn);
        var routes = view.Target.Routes;
        if (view.Previews.FirstOrDefault(preview => !LeadsToCandidate(preview) || !routes.Any(route => route.IsPreview(preview))) is { } stranger)
            return Say.Act(phase, new PlannedAction.DeletePreviewRule(stranger.Arn), "the preview rule belongs to another rollout");
        return routes.FirstOrDefault(route => !view.Previews.Any(route.IsPreview)) is { } missing
            ? Say.Act(phase, new PlannedAction.CreatePreviewRule(view.C, own, other, missing, view.Previews is [var first, ..] ? first.PreviewHeader : null)
            {
                Sticky = view.Seen.TargetGroups.Value is { Blue.Sticky: true } or { Green.Sticky: true },
            }, "checks need a way in")
            : null;

        bool LeadsToCandidate(Rule preview) => preview.Weights.GetValueOrDefault(own) == Steps.All && preview.Weights.GetValueOrDefault(other) == 0;
    }

    /// <summary>Before a first release, a failed before-job is known from the task definition only: unread, nothing is begun that its verdict would end.</summary>
    private static Decision? Unread(View view) => view.Seen.Definition.Known
        ? null
        : Say.Wait(view, Phase.Blind, view.Seen.Definition.Error ?? "the task definition was not looked for");

    public static Decision? Job(View view, Phase phase)
    {
        if (Unread(view) is { } wait)
            return wait;
        if (view.Seen.Definition.Value is not { } definition)
            return PinnedGone(view, phase) ?? Say.Act(phase, new PlannedAction.RegisterTaskDefinition(view.Desired), "the revision has no task definition yet");
        if (view.Target.Spec.Before is not { } before || definition.Before is { Succeeded: true })
            return null;
        if (view.Seen.FailedBefore is { Code: { } code })
            return Failed(code, "the before-job of this revision failed");
        // The files of today may ask for another job; that of a revision that ran before was run then.
        if (view.Target.Pin is not null)
            return null;
        if (!view.Seen.BeforeJob.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.BeforeJob.Error ?? "the before-job was not looked for");

        return view.Seen.BeforeJob.Value switch
        {
            null => Say.Act(phase, new PlannedAction.RunBeforeJob(definition.Arn, view.Desired, view.Record.BeforeHook(view.Desired)), "the before-job must succeed first"),
            { Stopped: true, ExitCode: 0 } => Say.Act(phase, new PlannedAction.RecordJobResult(definition.Arn, new JobResult(Code: null)), "the before-job exited 0"),
            { Stopped: true } job when view.Now - job.CreatedAt > before.Timeout && job.ExitCode is 137 or 143 =>
                Ended(definition, Codes.JobTimeout, $"the before-job did not end within {before.Timeout.TotalSeconds:0} s"),
            { Stopped: true } job => Ended(definition, Codes.BeforeJob,
                job.ExitCode is { } exit ? $"the before-job exited with code {exit}" : $"the before-job never ran: {job.StoppedReason}"),
            var job when view.Now - job.CreatedAt > before.Timeout => Say.Act(phase, new PlannedAction.StopBeforeJob(job.Arn), "the before-job's timeout is over"),
            _ => Say.Wait(view, phase, "the before-job runs"),
        };

        Decision Ended(TaskDefinition of, string code, string message) =>
            Say.Act(phase, new PlannedAction.RecordJobResult(of.Arn, new JobResult(code, view.Record.RetryOf(view.Desired))), message) with
            {
                Failure = new Failure(view.Desired, code, "before", message),
            };

        // Before the first release there may be no anchor to quarantine on; the tag on the task definition then says it all.
        Decision Failed(string code, string message) => view.Service(Colour.Blue) is null || view.Record.BadFor(view.Desired) is not null
            ? Say.Rest(view, phase, message)
            : AttemptRows.Quarantine(view, phase, new Failure(view.Desired, code, "before", message));
    }

    private static Decision? Tasks(View view, Phase phase, int count)
    {
        var definition = view.Seen.Definition.Value!.Arn;
        var group = view.Seen.TargetGroups.Value![view.C]!.Arn;
        if (view.Service(view.C) is not { } service)
        {
            // A retry from before there was an anchor is kept on it from here on: it must not count as a new one after a later failure.
            return Say.Act(phase, new PlannedAction.CreateService(view.C, definition, group, count) { Retried = view.C == Colour.Blue ? view.Record.Retried : null },
                "the colour has no ECS service yet");
        }

        if (service.Status != "ACTIVE")
            return Say.Wait(view, phase, $"ECS service {service.Name} is {service.Status}; waiting until ECS has let go of the name");

        var runsIt = service.Revision == view.Desired && service.TaskDefinitionArn == definition;
        if (!runsIt || service.Desired < count)
        {
            if (!runsIt && !view.Drained(view.C))
                return Say.Wait(view, phase, $"{view.C.Word()} drains before it is used again", view.DrainedIn(view.C));
            if (view.Record.RetireAt is not null && view.Stable is not null)
            {
                // From here on what runs on this colour is no longer the proven old revision.
                return AttemptRows.Write(view, phase, view.Record with { RetireAt = null }, RecordChange.Tidy, "the old colour is used again");
            }

            // The autoscaler added tasks to the stable side meanwhile: no reason to begin the candidate's anew.
            if (runsIt && view.Range is not null && service.Desired > 0)
                return Say.Act(phase, Say.Scale(view, view.C, count, "the stable side has grown"), $"all traffic needs {count} tasks");

            return Say.Act(phase, new PlannedAction.StartCandidate(view.C, definition, count, view.RuleArns, view.GroupArn(view.C)) { Scales = view.Range is not null }, "the colour becomes the candidate");
        }

        if (service.Primary.State == "FAILED")
        {
            return AttemptRows.Quarantine(view, phase, new Failure(view.Desired, Codes.Crashed, "tasks",
                $"tasks of the candidate keep failing: {service.Primary.StateReason ?? $"{service.Primary.FailedTasks} failed"}"));
        }

        if (service.Complete)
            return null;
        var crashes = view.Crashed();
        return crashes.State == VerdictState.Failed
            ? AttemptRows.Quarantine(view, phase, crashes.Against(view.Desired))
            : Overdue(view, phase, Codes.Deadline, "timeout", $"{service.Running} of {service.Desired} tasks run, deployment {service.Primary.State}");
    }

    /// <summary>Wait, but not beyond the progress deadline; it stands still while both sides are sick, and while a person is asked.</summary>
    private static Decision Overdue(View view, Phase phase, string code, string check, string message, ImmutableArray<EvidenceSample>? samples = null)
    {
        // Kept warm or prepared long ago: its clock starts when this process first looked at it.
        var createdAt = view.Service(view.C)!.Primary.CreatedAt;
        var from = createdAt > view.Memory.StartedAt ? createdAt : view.Memory.StartedAt;
        return view.Now > from + view.Target.Rollout.Timeout + view.StoodStill
            ? AttemptRows.Quarantine(view, phase, new Failure(
                view.Desired, code, check, $"not ready within {view.Target.Rollout.Timeout.TotalSeconds:0} s: {message}")
            { Samples = samples ?? [] })
            : Say.Wait(view, phase, message);
    }
}
