using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>The real machine with one thing broken. A checker that lets one of these pass proves nothing.</summary>
internal static class Mutants
{
    public static IReadOnlyDictionary<string, Decider> All { get; } = new Dictionary<string, Decider>
    {
        ["an armed attempt counts as ready after a restart"] = Change((view, decision) =>
            decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Arm } && view.Attempt is not null ? Shift(view, decision, 10) : decision),
        ["traffic is never noted as moving"] = Change((view, decision) =>
            decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Moving } write
                ? decision with { Action = write with { After = write.After with { Attempt = write.Before.Attempt } } }
                : decision),
        ["a step is skipped"] = Change((_, decision) =>
            decision.Action is PlannedAction.SetWeights { CandidateWeight: 50 } weights ? decision with { Action = weights with { CandidateWeight = 100 } } : decision),
        ["the candidate is stopped before its traffic goes home"] = Change((view, decision) =>
            decision.Action is PlannedAction.SetWeights { CandidateWeight: 0 } ? decision with { Action = Say.Scale(view, view.C, 0, "mutant") } : decision),
        ["a weight does not wait for its tasks"] = Change((view, decision) =>
            decision.Action is PlannedAction.Scale { Count: > 0 } && view is { Stable: not null, CandidateWeight: > 0 } && view.NextWeight(view.CandidateWeight) is { } next ? Shift(view, decision, next) : decision),
        ["a check task is not waited for"] = (target, seen, memory, now) =>
            RolloutMachine.Decide(target, seen with { Checks = seen.Checks with { Tasks = [.. seen.Checks.Tasks.Select(task => task with { Noted = new JobResult(Code: null) })] } }, memory, now),
        ["only the first rule is looked at"] = (target, seen, memory, now) => RolloutMachine.Decide(
            target with { Spec = target.Spec with { Routes = [target.Spec.Routes[0]] } },
            seen with { Rules = Fact<ServiceRules>.Of(seen.Rules.Value! with { Production = [.. seen.Rules.Value!.Production.Take(1)] }, seen.Rules.At) },
            memory,
            now),
        ["a step does not wait for the second rule"] = Change((view, decision) =>
            decision.Action is PlannedAction.SetWeights { CandidateWeight: > 0 and < 100 } weights && !view.IsEven ? Shift(view, decision, weights.CandidateWeight == 10 ? 50 : 100) : decision),
        ["the second rule waits until the failure is noted"] = Change((view, decision) =>
            decision.Action is PlannedAction.SetWeights { CandidateWeight: 0 } && !view.IsEven && view.Attempt is { } attempt && view.LowestCandidateWeight == 0
                ? AttemptRows.Quarantine(view, Phase.CloseAttempt, new Failure(attempt.Revision, Codes.Unknown, "", ""))
                : decision),
        ["a person's weight on one rule is taken for a step"] = Change((view, decision) => decision is { Action: PlannedAction.SetWeights { CandidateWeight: 0 }, Failure.Code: Codes.Hand } && view.IsClimbing
            ? decision with { Action = Say.Weights(view, view.Production.First(rule => view.WeightOn(rule, view.C) < view.CandidateWeight), view.CandidateWeight, "mutant") }
            : decision),
        ["quarantine is forgotten"] = Change((_, decision) =>
            decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Quarantine } write
                ? decision with { Action = write with { After = write.After with { Bad = write.Before.Bad } } }
                : decision),
        ["no attempt is written"] = Change((view, decision) =>
            decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Arm } ? Shift(view, decision, 10) : decision),
        ["a restart does not wait for old writes"] = (target, seen, memory, now) =>
            RolloutMachine.Decide(target, seen, memory with { StartedAt = now - TimeSpan.FromHours(1), Expected = null, LateUntil = null, MovedAt = null }, now),

        // The machine is whole; the world adds up what it is told (World.Relative).
        ["weights are written as a difference"] = RolloutMachine.Decide,
        ["a pause is not heard"] = (target, seen, memory, now) => RolloutMachine.Decide(
            target,
            seen with { Intents = Fact<Intents>.Of(seen.Intents.Value! with { All = [.. seen.Intents.Value!.All.Where(intent => intent.Verb != Verb.Pause)] }, seen.Intents.At) },
            memory,
            now),
        ["a rollback is not heard"] = (target, seen, memory, now) =>
            RolloutMachine.Decide(target.Pin is { } pin ? target with { Revision = pin.Instead, Pin = null } : target, seen, memory, now),
        ["a retry is not noted"] = Change((_, decision) =>
            decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Retry } write
                ? decision with { Action = write with { After = write.After with { Retried = write.Before.Retried } } }
                : decision),
        ["an abort is not written down"] = Change((_, decision) =>
            decision is { Phase: Phase.Aborted, Action: PlannedAction.WriteRecord write } ? decision with { Action = write with { After = write.After with { Bad = write.Before.Bad } } } : decision),

        ["the last step does not ask whether the stable side lives"] = Change((view, decision) =>
            decision is { Phase: Phase.Step, Action: null, Alarm.Reason: Alarms.StableDown } && view.CandidateWeight == 50 ? Shift(view, decision, 100) : decision),
        ["nobody is told that the stable side is dead"] = Change((_, decision) => decision.Alarm?.Reason == Alarms.StableDown ? decision with { Alarm = null } : decision),
        ["the candidate is blamed for what both sides suffer from"] = (target, seen, memory, now) => RolloutMachine.Decide(
            target,
            seen with { Checks = seen.Checks with { Http = [.. seen.Checks.Http.Where(sample => sample.OfCandidate)], Metrics = [.. seen.Checks.Metrics.Select(reading => reading with { Stable = Figure.None })] } },
            memory,
            now),
        ["a candidate that cannot go home is quarantined where it stands"] = Change((view, decision) =>
            decision is { Phase: Phase.Revert, Action: null, Alarm.Reason: Alarms.BothBad } && view.HealthOf(view.S).Healthy == 0 && view.Attempt is { } attempt
                ? AttemptRows.Quarantine(view, Phase.Revert, new Failure(attempt.Revision, Codes.Unknown, "", ""))
                : decision),
        ["the old side is stopped before the bake is over"] = Change((view, decision) =>
            decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Commit } && view.Service(view.S) is { Desired: > 0 } ? decision with { Action = Say.Scale(view, view.S, 0, "mutant") } : decision),
        ["the attempt is closed before its traffic is home"] = Change((view, decision) => decision.Action is PlannedAction.SetWeights { CandidateWeight: 0 } && view.Attempt is not null
            ? AttemptRows.Write(view, Phase.CloseAttempt, view.Record with { Attempt = null, Since = null }, RecordChange.Close, "mutant")
            : decision),
        ["stable is named at half the traffic"] = Change((view, decision) => decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Since, After.Since.Weight: 50 } write
            ? decision with { Action = write with { After = write.After with { Stable = view.C, StableRevision = view.Desired } } }
            : decision),
        ["a rollback is called steady"] = Change((_, decision) => decision.Phase == Phase.RolledBack ? decision with { Phase = Phase.Steady } : decision),
        ["a pause holds the way home, too"] = Change((view, decision) => decision.Action is PlannedAction.SetWeights { CandidateWeight: 0 } ? LeverRows.Paused(view, Phase.Revert) ?? decision : decision),
        ["a paused rollout does not say that it waits"] = Change((_, decision) => decision with { Awaits = Awaits.Nobody }),
        ["one quarantine holds every revision"] = Change((view, decision) =>
            decision.Phase == Phase.Prepare && !view.Record.Bad.IsEmpty ? Say.Rest(view, Phase.RolledBack, "mutant") : decision),
    };

    private static Decider Change(Func<View, Decision, Decision> mutate) => (target, seen, memory, now) =>
        mutate(new View(target, seen, memory, now), RolloutMachine.Decide(target, seen, memory, now));

    private static Decision Shift(View view, Decision decision, int weight) => decision with
    {
        Action = Say.Weights(view, view.Production[0], weight, "mutant"),
    };
}
