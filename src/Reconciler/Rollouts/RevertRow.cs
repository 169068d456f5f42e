using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Row 4: bring all traffic home in ONE call a rule, the worst rule first, before anything else.</summary>
internal static class RevertRow
{
    public static Decision? Revert(View view)
    {
        if (view.Stable is not { } stable || view.CandidateWeight == 0 || view.LeavesWeights)
            return null;
        if (!view.Seen.Health.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.Health.Error ?? "target health was not read");

        var failure = Cause(view);
        if (failure is null)
            return BothSick(view);

        if (view.HealthOf(stable).Healthy == 0)
        {
            // Empty groups answer 503, and a load balancer sends to an all-unhealthy group anyway: moving traffic cannot help.
            var message = $"{failure.Message}, but {stable.Word()} has no healthy target either: weights stay where they are";
            return Say.Wait(view, Phase.Revert, message) with { Alarm = new Alarm(Alarms.BothBad, message) };
        }

        if (WasJustWritten(view))
            return Say.Wait(view, Phase.Revert, $"all traffic is on its way home, no read shows it yet: {failure.Message}");

        return Say.Act(Phase.Revert, Say.Weights(view, Worst(view), 0, failure.Message), failure.Message) with
        {
            Failure = failure,
            Drift = failure.Code is Codes.Drift or Codes.Hand ? failure.Message : null,
        };
    }

    /// <summary>
    /// The way back of a holder whose lease ran out while the database is away. Another instance may lead by now, with a newer commit and
    /// its own clocks: so only what AWS itself shows counts, never what this process remembers or reads in Git, and only a full stable side takes the traffic.
    /// </summary>
    public static Decision? OnEvidence(View view) =>
        Revert(view.Forgetful) is { Action: not null, Failure.Code: not (Codes.Superseded or Codes.Drift or Codes.Hand or Codes.Deadline or Codes.Interrupted or Codes.Unknown) } home
        && view.HealthOf(view.S).Healthy >= view.Capacity
            ? home
            : null;

    /// <summary>The rule that gives the candidate most; one that was written home already, though no read shows it yet, comes last.</summary>
    private static Rule Worst(View view) => view.Production
        .Where(rule => view.WeightOn(rule, view.C) > 0)
        .OrderBy(rule => view.Memory.Homeward.Contains(rule.Arn))
        .ThenByDescending(rule => view.WeightOn(rule, view.C))
        .First();

    /// <summary>
    /// AWS accepted the way home a moment ago, and reads may be old: written again at once, it would go round and round. Written again at the
    /// rollout's pace, one that somebody else has overwritten meanwhile still comes home. An unclear write is repeated at once.
    /// </summary>
    private static bool WasJustWritten(View view) =>
        view.Memory is { CandidateWeight: 0, Expected: { Action: PlannedAction.SetWeights { CandidateWeight: 0 } home, Until: var until } }
        && view.Now < until - view.Target.Timing.ReadLag + view.Target.Pace
        && view.Production.Where(rule => view.WeightOn(rule, view.C) > 0).All(rule => rule.Arn == home.RuleArn || view.Memory.Homeward.Contains(rule.Arn));

    private static Failure? Cause(View view)
    {
        var revision = view.Rel(view.C) ?? "-";
        var weight = view.CandidateWeight;
        var rollout = view.Target.Rollout;

        if (view.Desired == view.Rel(view.S) && view.AttemptIsForCandidate)
            return Because(Codes.Superseded, "commit", $"the desired state went back to {view.Desired}");
        if (view.AttemptIsForCandidate && revision != view.Desired)
            return Because(Codes.Superseded, "commit", $"a newer revision is desired: {view.Desired}");

        // The rule and the record are two services' answers, and right after a start either may be older than the other (I29): what looks like a person's
        // hand may be the last write of the process before. Evidence against the candidate does not wait for that.
        if (!view.AttemptIsForCandidate && view.IsSettled)
            return Because(Codes.Drift, "weights", $"{view.C.Word()} was given {weight}% by hand while no rollout was open");
        if (view.Record.BadFor(revision) is { } bad)
            return Because(bad.Code, "quarantine", $"{revision} is quarantined: {bad.Code}");
        if (view.AbortOf(revision) is { } abort)
            return Because(Codes.Aborted, "intent", $"{abort.Who} aborted the rollout");
        if (!view.IsEven && view.Memory.Reverted is { } begun)
            return begun with { Revision = revision };
        if (view.IsEven && view.IsSettled && IsOffStep(view, weight))
            return Because(Codes.Hand, "weights", $"a person moved {view.C.Word()} from {view.Record.Since?.Weight ?? 0}% to {weight}%");
        if (view.HealthOf(view.C).Healthy < view.Floor(weight))
        {
            var trouble = view.HealthOf(view.C).Trouble is [var first, ..] ? $": {first}" : "";
            var message = $"{view.HealthOf(view.C).Healthy} of {view.Floor(weight)} targets of {view.C.Word()} are healthy{trouble}";

            // A target that is missing because its task crashed: that says more.
            var crashes = view.Seen.Checks.Crashes.All.Where(crash => crash.Exited && crash.At >= view.WeightSince).ToList();
            return crashes is [.., var last]
                ? Because(Codes.Crashed, CrashVerdict.Name, $"{message}; a task ended by itself: {last.Reason}") with { Samples = [.. CrashVerdict.Samples(crashes)] }
                : Because(Codes.Unhealthy, "target health", message);
        }

        var verdict = view.JudgedSince(view.WeightSince);
        if (verdict.State == VerdictState.Failed)
            return verdict.Against(revision);

        if (!view.IsEven && Uneven(view, revision) is { } uneven)
            return uneven;

        var deadline = view.WeightSince + Steps.Hold(rollout, weight) + rollout.Timeout + view.StoodStill;
        var waits = verdict.State == VerdictState.Waiting ? verdict.Message : Grows(view, weight);

        // Right after a step the time that is noted is still that of the weight before, which may have been held for long.
        var isNoted = !view.IsEven || view.Record.Since?.Weight == weight;
        return waits is not null && isNoted && view.Now > deadline
            ? Because(Codes.Deadline, "timeout", $"no progress at {weight}% for {rollout.Timeout.TotalSeconds:0} s beyond its hold; last: {waits}") with { Samples = verdict.Samples }
            : null;

        Failure Because(string code, string check, string message) => new(revision, code, check, message);
    }

    /// <summary>The tasks that the next weight needs were asked for and are not there.</summary>
    private static string? Grows(View view, int weight) =>
        view.NextWeight(weight) is { } next && view.Service(view.C)!.Desired >= view.Need(next) && view.HealthOf(view.C).Healthy < view.Need(next)
            ? $"{view.HealthOf(view.C).Healthy} of {view.Need(next)} healthy targets that {next}% needs"
            : null;

    /// <summary>Rules that differ are on the way to the next step, or one of them has gone home: then so do the others.</summary>
    private static Failure? Uneven(View view, string revision)
    {
        var (low, high, since) = (view.LowestCandidateWeight, view.CandidateWeight, view.Record.Since);

        // Before `moving` is written, a process that is gone may have been on its way forward or home: nobody can know.
        var known = since is not null || (view.Memory.Moved && view.Memory.Armed == view.Attempt?.ToString());
        if (known && view.IsClimbing && low == (since?.Weight ?? 0) && IsStepFrom(view, low, high))
            return null;
        var weights = string.Join(" and ", view.Production.Select(rule => $"{view.WeightOn(rule, view.C)}% on {Say.NameOf(view, rule)}"));
        return (known, view.Memory.SawEven) switch
        {
            (true, true) => new(revision, Codes.Hand, "weights", $"a person moved weights of {view.C.Word()}: {weights}"),
            (true, false) => new(revision, Codes.Unknown, "restart", $"a way home was begun before this process started: {weights}"),
            _ => new(revision, Codes.Interrupted, "restart", $"the first step was interrupted: {weights}"),
        };
    }

    /// <summary>A weight that is neither where the rollout stood nor its next step was written by somebody else.</summary>
    private static bool IsOffStep(View view, int weight)
    {
        var rollout = view.Target.Rollout;
        if (view.Record.Since is { } since)
            return !(weight == view.LateWeight && weight < since.Weight) && weight != since.Weight && !IsStepFrom(view, since.Weight, weight);

        // First weight written, `since` not yet: the first step, or 100 where a warm colour comes back.
        return !Steps.IsDeclared(rollout, weight);
    }

    /// <summary>What may be written after a weight: the next step; all, where a person promoted it or a warm colour comes back.</summary>
    private static bool IsStepFrom(View view, int low, int high) =>
        high == Steps.After(view.Target.Rollout, low) || high == view.NextWeight(low) || (low == 0 && high == Steps.All && view.Record.RetireAt is not null)
        // Who promotes fully skips the steps between; while intents cannot be read, that may be why.
        || (high == Steps.All && !view.Seen.Intents.Known);

    private static Decision? BothSick(View view)
    {
        var verdict = view.JudgedSince(view.WeightSince);
        return verdict.State == VerdictState.BothSick
            ? Say.Wait(view, Phase.Revert, verdict.Message) with { Alarm = new Alarm(Alarms.BothBad, verdict.Message) }
            : null;
    }
}
