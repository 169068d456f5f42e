using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>How memory follows what is seen and what was done. Pure, like the machine that reads it.</summary>
public static class Remember
{
    private const int TidyTries = 3;

    /// <summary>Before a decision: what the new observation says about the time since the last one.</summary>
    public static ProcessMemory Seen(ProcessMemory memory, ServiceObservation seen, Target target, DateTimeOffset now)
    {
        if (memory.Expected is { } expected && (now >= expected.Until || (!ProvesNothing(expected) && expected.Action.IsVisibleIn(seen))))
            memory = memory with { Expected = null, Homeward = [] };
        if (now >= memory.LateUntil)
            memory = memory with { LateUntil = null };
        if (memory.LastRevision != target.Revision)
        {
            // A Job's runs are those of its revision; a CronJob's go on.
            memory = memory with { LastRevision = target.Revision, StoppedTime = TimeSpan.Zero, StoppedSince = null, Job = target.Job is { Cron: null } ? null : memory.Job };
        }

        if (target.Job is not null)
            return seen.Job is { Known: true, Value: { } job } ? memory with { Job = JobMemory.Seen(memory.Job, job, target) } : memory;
        memory = memory with { Job = null };

        // A side that has no weight on the rules that were read may have some on another.
        if (!seen.Services.Known || seen.Rules.Value is not { Unread: null })
            return memory;

        memory = Leading(memory, seen, target);
        var view = new View(target, seen, memory, now);
        var moved = view.Stable is not null && memory.CandidateWeight is { } before && memory.Expected is null ? view.CandidateWeight - before : 0;
        return memory with
        {
            FellByHand = memory.FellByHand || moved < 0,
            MovedAt = moved != 0 ? now : memory.MovedAt,
            BrokenAt = target.Names.Single && view.Service(Colour.Blue) is { Complete: false } ? now : memory.BrokenAt,
            GrownFrom = memory.Expected is null && (view.CandidateWeight == 0 || view.HealthOf(view.C).Healthy >= view.Service(view.C)?.Desired) ? null : memory.GrownFrom,
            SawEven = memory.SawEven || (view.Production.Length > 1 && view.IsEven && view.Attempt is not null),
            CandidateWeight = memory.Expected is null ? view.CandidateWeight : memory.CandidateWeight,
            Idle = new(IdleOf(Colour.Blue), IdleOf(Colour.Green)),
        };

        Idle? IdleOf(Colour colour)
        {
            if (view.WeightOf(colour) > 0 || (memory.Expected is { } written && IsGivenBy(written.Action, colour)))
                return null;
            var readAt = seen.Rules.At;
            return memory.Idle[colour] switch
            {
                null => new Idle(readAt, readAt, 1),
                var idle when readAt > idle.LastSeen => idle with { LastSeen = readAt, Reads = idle.Reads + 1 },
                var idle => idle,
            };
        }
    }

    /// <summary>What only a leader can say: from when its reads show all that the one before wrote, the record is what it wrote itself.</summary>
    private static ProcessMemory Leading(ProcessMemory memory, ServiceObservation seen, Target target)
    {
        if (!seen.Leadership.IsHeld || seen.Services.Value!.Blue is null)
            return memory with { Record = null };
        if (memory.Record is not null || memory.Expected is not null || memory.LateUntil is not null || seen.Services.At < View.Settled(memory, seen, target))
            return memory;
        var view = new View(target, seen, memory, seen.Services.At);
        return memory with { Record = seen.Record, Found = memory.Found ?? new Found(view.CandidateWeight, view.IsInMotion) };
    }

    /// <summary>After a decision, before its action: counts as they were judged, and whether the progress deadline stands still.</summary>
    public static ProcessMemory Decided(ProcessMemory memory, ServiceObservation seen, Target target, Decision decision, DateTimeOffset now)
    {
        if (memory.Job is { } job)
            return memory with { Job = job.Decided(decision, now) };
        var stopped = decision.Alarm?.Reason is Alarms.BothBad or Alarms.Sticky || decision.Awaits != Awaits.Nobody || decision.HeldBy is not null;
        if (stopped && memory.StoppedSince is null)
            memory = memory with { StoppedSince = now };
        else if (!stopped && memory.StoppedSince is { } since)
            memory = memory with { StoppedSince = null, StoppedTime = memory.StoppedTime + (now - since) };
        memory = decision switch
        {
            // Whatever becomes of it: a lost answer may have been a release.
            { Action: PlannedAction.WriteRecord { Change: RecordChange.Commit } } => memory with { Housekeeping = Housekeeping.AfterRest },
            { Phase: Phase.Steady, Action: null } => memory with { Housekeeping = Rested(memory, seen, target, now) },
            _ => memory,
        };
        return seen.Services.Known && memory.Expected is null
            ? memory with { Counts = seen.Services.Value!.Select(service => service?.Desired) }
            : memory;
    }

    private static Housekeeping Rested(ProcessMemory memory, ServiceObservation seen, Target target, DateTimeOffset now) => memory.Housekeeping switch
    {
        Housekeeping.Unknown when RetentionRow.IsFreshlyReleased(seen, target, now) => Housekeeping.Due,
        Housekeeping.AfterRest => Housekeeping.Due,
        Housekeeping.Due when !seen.History.Known || seen.History.At < memory.TidyUntil => Housekeeping.Due,
        _ => Housekeeping.Done,
    };

    /// <summary>After a write that AWS refused: what is only tidying is left until the next release after some tries, so that a missing permission makes no noise for ever.</summary>
    public static ProcessMemory Refused(ProcessMemory memory, Decision decision) => decision.Action switch
    {
        PlannedAction.DeregisterTaskDefinition or PlannedAction.DeleteTaskDefinition when memory.TidyRefusals + 1 == TidyTries => memory with { Housekeeping = Housekeeping.Done, TidyRefusals = 0 },
        PlannedAction.DeregisterTaskDefinition or PlannedAction.DeleteTaskDefinition => memory with { TidyRefusals = memory.TidyRefusals + 1 },
        var action => memory with { Job = memory.Job?.WithRefusal(action!) },
    };

    /// <summary>After a write that AWS accepted.</summary>
    public static ProcessMemory Done(ProcessMemory memory, Decision decision, DateTimeOffset now, TimeSpan readLag)
    {
        var next = Written(memory, decision.Action!, now + readLag);
        next = next with { Job = memory.Job?.Done(decision.Action!, now) };
        if (decision.Action is PlannedAction.WriteRecord { InOtherShape: false } written && memory.Record is not null)
            next = next with { Record = written.After };
        return decision.Action switch
        {
            PlannedAction.SetWeights { CandidateWeight: 0 } weights => next with
            {
                CandidateWeight = 0,
                Reverted = decision.Failure ?? new Failure("", Codes.Unknown, "", weights.Why),
                TookHome = next.TookHome || next.Found is null,
                Homeward = weights.On is null ? [] : memory.Homeward.Add(weights.RuleArn),
            },
            PlannedAction.SetWeights weights => next with { CandidateWeight = weights.CandidateWeight, Moved = true },
            PlannedAction.WriteRecord { Change: RecordChange.Arm, After.Attempt: { } attempt } => next with
            {
                Armed = attempt.ToString(),
                Moved = false,
                Reverted = null,
                FellByHand = false,
                SawEven = false,
            },
            // After a commit the sides have swapped roles: the "candidate" is now the old side, at weight 0.
            PlannedAction.WriteRecord { Change: RecordChange.Commit } => Forget(next) with { CandidateWeight = 0 },
            PlannedAction.WriteRecord { Change: RecordChange.Repair } => Forget(next) with { CandidateWeight = 0 },
            PlannedAction.WriteRecord { After.Attempt: null } => Forget(next),
            PlannedAction.Scale scale => Grown(next, scale) with { Counts = next.Counts.With(scale.Colour, scale.Count) },
            PlannedAction.DeregisterTaskDefinition or PlannedAction.DeleteTaskDefinition => next with { TidyRefusals = 0, TidyUntil = now + readLag },
            PlannedAction.NoteVerdict note => next with { Noted = next.Noted.Add(note.Summary) },
            PlannedAction.StartCandidate start => next with { Counts = next.Counts.With(start.Colour, start.Count) },
            PlannedAction.Roll { Back: true } roll => next with { Reverted = decision.Failure ?? new Failure("", Codes.Unknown, "", roll.Why) },
            PlannedAction.Roll => next with { Moved = true },
            PlannedAction.ScaleRollingService scale => next with { Counts = next.Counts.With(Colour.Blue, scale.Count) },
            PlannedAction.CreateService create => next with { Counts = next.Counts.With(create.Colour, create.Count) },
            _ => next,
        };
    }

    /// <summary>
    /// After a write whose answer was lost: it may have happened or not. Nothing is assumed but that the next reads may be old;
    /// the attempt counts as armed by nobody, exactly as after a crash.
    /// </summary>
    public static ProcessMemory Unclear(ProcessMemory memory, Decision decision, DateTimeOffset now, TimeSpan readLag)
    {
        var next = Written(memory, decision.Action!, now + readLag, unclear: true);
        next = next with { Job = memory.Job?.WithoutAnswer(decision.Action!) };
        if (decision.Action is PlannedAction.WriteRecord)
            next = next with { Record = null };
        return decision.Action switch
        {
            PlannedAction.SetWeights { CandidateWeight: 0 } => next with
            {
                Reverted = decision.Failure ?? next.Reverted,
                CandidateWeight = null,
                TookHome = next.TookHome || next.Found is null,
            },
            PlannedAction.SetWeights => next with { Armed = null, CandidateWeight = null },
            PlannedAction.Roll { Back: true } => next with { Reverted = decision.Failure ?? next.Reverted },
            PlannedAction.Roll => next with { Armed = null },
            PlannedAction.WriteRecord { Change: RecordChange.Commit or RecordChange.Repair } => Forget(next) with { CandidateWeight = null },
            PlannedAction.WriteRecord { Change: RecordChange.Arm } => next with { Armed = null },
            PlannedAction.Scale scale => Grown(next, scale),
            _ => next,
        };
    }

    /// <summary>Without an answer, a candidate without weight may be one before its first: until reads cannot be that old, nothing is home.</summary>
    private static bool ProvesNothing(Expectation expected) => expected is { Unclear: true, Action: PlannedAction.SetWeights { CandidateWeight: 0 } };

    private static ProcessMemory Written(ProcessMemory memory, PlannedAction action, DateTimeOffset until, bool unclear = false) => memory with
    {
        Expected = new Expectation(action, until, unclear),
        LateUntil = memory.Expected is { Unclear: true } overtaken && !(overtaken.Until < memory.LateUntil) ? overtaken.Until : memory.LateUntil,
        Idle = new(IsGivenBy(action, Colour.Blue) ? null : memory.Idle.Blue, IsGivenBy(action, Colour.Green) ? null : memory.Idle.Green),
    };

    /// <summary>What we gave counts even if no read ever shows it: a person may take it away in between, and its requests are under way all the same.</summary>
    private static bool IsGivenBy(PlannedAction action, Colour colour) => action is PlannedAction.SetWeights { CandidateWeight: > 0 } weights && weights.Stable != colour;

    private static ProcessMemory Grown(ProcessMemory memory, PlannedAction.Scale scale) =>
        memory.Counts[scale.Colour] is { } before && before < scale.Count ? memory with { GrownFrom = before } : memory;

    private static ProcessMemory Forget(ProcessMemory memory) => memory with { Armed = null, Moved = false, Reverted = null, FellByHand = false, SawEven = false };
}
