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
    };

    private static Decider Change(Func<View, Decision, Decision> mutate) => (target, seen, memory, now) =>
        mutate(new View(target, seen, memory, now), RolloutMachine.Decide(target, seen, memory, now));

    private static Decision Shift(View view, Decision decision, int weight) => decision with
    {
        Action = Say.Weights(view, view.Production[0], weight, "mutant"),
    };
}
