using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Rows 5, 5b, 10 and 10b: an attempt is opened, armed, and closed with a verdict or without.</summary>
internal static class AttemptRows
{
    public static Decision? CloseAttempt(View view)
    {
        if (view.Stable is null || view.CandidateWeight > 0 || !view.AttemptIsForCandidate)
            return null;
        var attempt = view.Attempt!;
        if (view.Record.BadFor(attempt.Revision) is { } bad)
        {
            // Opened or kept open by a late write of a leader that was gone: judged is judged.
            return Write(view, Phase.CloseAttempt, Closed(view), RecordChange.Tidy, $"{attempt.Revision} is quarantined already: {bad.Code}");
        }

        var superseded = view.Rel(view.C) != view.Desired || view.Desired == view.Rel(view.S);
        if (!attempt.Moving && !(view.Memory.Moved && view.Memory.Armed == attempt.ToString()) && !superseded)
            return null;

        var closed = Closed(view);
        if (superseded || view.Memory.Reverted?.Code == Codes.Superseded)
            return Write(view, Phase.CloseAttempt, closed, RecordChange.Close, $"{attempt.Revision} is superseded") with
            {
                Failure = new Failure(attempt.Revision, Codes.Superseded, "commit", $"a newer commit took the place of {attempt.Revision}"),
            };

        // A try is spent: were it a person's hand, the next one would be believed.
        if (view is { Memory: { Reverted: null, FellByHand: true }, IsLateHome: true } && attempt.Tries < view.Target.Timing.MaxAttempts)
            return Again(view, Phase.CloseAttempt, $"a call of the leader before may have brought all traffic back: try {attempt.Tries + 1}");

        var failure = view.Memory switch
        {
            { Reverted: { } reverted } => reverted with { Revision = attempt.Revision },
            { FellByHand: true } => new Failure(attempt.Revision, Codes.Hand, "weights", "a person moved all traffic back to the stable side"),
            _ => new Failure(attempt.Revision, Codes.Unknown, "restart", "traffic was brought back before this process started; the reason is not known"),
        };
        return Quarantine(view, Phase.CloseAttempt, failure);
    }

    public static Decision? Tidy(View view)
    {
        if (view.Stable is null || view.Attempt is not { } attempt || view.CandidateWeight > 0 || view.AttemptIsForCandidate)
            return null;
        return Write(view, Phase.Tidy, Closed(view), RecordChange.Tidy, $"the attempt for {attempt.Revision} has no colour any more");
    }

    /// <summary>The candidate is up; checks through the preview rule decide whether it may have traffic.</summary>
    public static Decision? Ready(View view)
    {
        if (view.Rel(view.C) != view.Desired || view.CandidateWeight > 0 || view.Attempt is not null || view.Desired == view.Rel(view.S))
            return null;
        if ((StableShort(view, Phase.Ready) ?? LeverRows.Paused(view, Phase.Ready) ?? PrepareRow.Gate(view, Phase.Ready)) is { } decision)
            return decision;

        if (HeldRow.Opening(view) is { } held)
            return held;

        // An attempt that the next holder finds open costs one of the revision's tries.
        if (!view.Seen.Leadership.MayBegin)
            return Say.Wait(view, Phase.Ready, $"no rollout is begun: {view.Seen.Leadership.Describe()}");

        if (StableIncomplete(view, Phase.Ready) is { } incomplete)
            return incomplete;

        var armed = view.Record with { Attempt = new Attempt(view.Desired, 1, Moving: false, view.Capacity, view.Now), Since = null };
        return Write(view, Phase.Ready, armed, RecordChange.Arm, "the candidate is healthy and its checks are good");
    }

    public static Decision? Armed(View view)
    {
        if (view.CandidateWeight > 0 || !view.AttemptIsForCandidate || view.Attempt is not { Moving: false } attempt)
            return null;
        if ((StableShort(view, Phase.Armed) ?? LeverRows.Paused(view, Phase.Armed) ?? PrepareRow.Gate(view, Phase.Armed)) is { } decision)
            return decision;

        if (HeldRow.Rising(view, Phase.Armed, 0) is { } frozen)
            return frozen with { Alarm = StableDead(view) };
        if (view.Memory.Armed == attempt.ToString() && !view.Memory.Moved)
        {
            if (StableIncomplete(view, Phase.Armed) is { } incomplete)
                return incomplete;
            var first = view.FirstWeight;
            return Say.Act(Phase.Armed, Say.Weights(view, view.Production[0], first, "first step"), $"first step: {first}%");
        }

        // Armed by a process that is gone: whether it gave traffic cannot be known, so every try counts.
        if (attempt.Tries >= view.Target.Timing.MaxAttempts)
        {
            return Quarantine(view, Phase.Armed, new Failure(
                attempt.Revision, Codes.Interrupted, "restart", $"the reconciler was restarted at the first step {attempt.Tries} times"));
        }

        return Again(view, Phase.Armed, $"armed again after a restart: try {attempt.Tries + 1}");
    }

    /// <summary>
    /// I4: tasks of the stable side that a person, or a late call of a leader that was gone, took away are put back. Rest does the same;
    /// a commit that came first must not leave users without a task.
    /// </summary>
    public static Decision? StableShort(View view, Phase phase)
    {
        if (view.Warm || view.Service(view.S) is not { } stable || stable.Desired >= view.Capacity)
            return null;
        var count = view.Attempt?.Capacity ?? Math.Max(1, view.Initial);
        return Say.Act(phase, Say.Scale(view, view.S, count, "all traffic must be able to come home"), $"the stable side has {stable.Desired} of {count} tasks") with
        {
            Alarm = StableDead(view),
            Drift = $"{view.S.Word()} was scaled to {stable.Desired} by hand",
        };
    }

    /// <summary>
    /// I4, I11: no move forward while the stable side could not take all traffic back. On the way back to a warm, proven colour it need not:
    /// that it is sick may be why.
    /// </summary>
    public static Decision? StableIncomplete(View view, Phase phase)
    {
        var (running, healthy) = (view.Service(view.S)?.Running ?? 0, view.HealthOf(view.S).Healthy);
        if (view.Warm || Math.Min(running, healthy) >= view.Capacity)
            return null;
        var has = running < view.Capacity ? $"runs {running} of {view.Capacity} tasks" : $"has {healthy} of {view.Capacity} healthy targets";
        return Say.Wait(view, phase, $"the stable side {has}; waiting until it is complete") with { Alarm = StableDead(view) };
    }

    /// <summary>The candidate may be well, but nothing could take its traffic back: a person must know.</summary>
    public static Alarm? StableDead(View view) => view.Warm || view.HealthOf(view.S).Healthy > 0
        ? null
        : new Alarm(Alarms.StableDown, $"{view.S.Word()}, the stable side, has no healthy target: there is no way home, and weights stay where they are");

    public static Decision Quarantine(View view, Phase phase, Failure failure) =>
        Write(view, phase, Closed(view).WithBad(failure.Revision, failure.Code), RecordChange.Quarantine, failure.Message) with { Failure = failure };

    public static Decision Write(View view, Phase phase, ReleaseRecord after, RecordChange change, string reason) =>
        Say.Act(phase, new PlannedAction.WriteRecord(view.Service(Colour.Blue)!.Arn, view.Record, after, change), reason);

    private static Decision Again(View view, Phase phase, string reason)
    {
        var attempt = view.Attempt!;
        var again = view.Record with { Attempt = attempt with { Tries = attempt.Tries + 1, Moving = false, At = view.Now }, Since = null };
        return Write(view, phase, again, RecordChange.Arm, reason);
    }

    private static ReleaseRecord Closed(View view) => view.Record with { Attempt = null, Since = null, RetireAt = null };
}
