using Publican.Faults.Runs;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Faults;

/// <summary>The rollout machine with one thing broken, and the slice of the matrix that must notice.</summary>
/// <param name="Invariant">What the oracles must say of it.</param>
/// <param name="Scenario">Where it shows.</param>
/// <param name="Kind">What must happen to a write for it to show; none when it shows by itself.</param>
internal sealed record Mutant(string Name, string Invariant, Decider Decider, string Scenario, FaultKind Kind = FaultKind.None)
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("the failed revision is not quarantined", "L4", Instead((_, decision) =>
            decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Quarantine } write
                ? decision with { Action = write with { After = write.After with { Bad = write.Before.Bad } } } : decision), "unready at 10"),
        new("the candidate is stopped before its traffic goes home", "L3", Instead((view, decision) =>
            decision.Action is PlannedAction.SetWeights { CandidateWeight: 0 } ? decision with { Action = Say.Scale(view, view.C, 0, "mutant") } : decision), "unready at 10"),
        new("a step is skipped", "I6", Instead((_, decision) =>
            decision.Action is PlannedAction.SetWeights { CandidateWeight: 50 } weights ? decision with { Action = weights with { CandidateWeight = 100 } } : decision), "canary"),
        new("holds are forgotten", "I7", (target, seen, memory, now) => RolloutMachine.Decide(WithoutHolds(target), seen, memory, now), "canary"),
        new("a bad candidate keeps its traffic", "L3", Instead((view, decision) =>
            decision.Action is PlannedAction.SetWeights { CandidateWeight: 0 } ? Say.Wait(view, Phase.Rolling, "mutant") : decision), "unready at 10"),
        new("nobody waits after a restart", "I29", (target, seen, memory, now) => RolloutMachine.Decide(target, seen, memory with { StartedAt = now - TimeSpan.FromHours(1) }, now), "canary", FaultKind.Killed),
    ];

    /// <summary>Not in the list: alone, the machine's own guards have the last word. Each write of this one is allowed, but not the two together.</summary>
    public static Decider StopsStableInTheBake { get; } = Instead((view, decision) => view.Stable is null || view.CandidateWeight < Steps.All ? decision
        : view.Attempt is not null ? AttemptRows.Write(view, Phase.Bake, view.Record with { Attempt = null, Since = null }, RecordChange.Close, "mutant")
        : decision with { Action = Say.Scale(view, view.S, 0, "mutant") });

    public override string ToString() => Name;

    // The revision stays what the files say.
    private static Target WithoutHolds(Target target) => target with
    {
        Spec = target.Spec with { Rollout = target.Spec.Rollout with { Steps = [.. target.Spec.Rollout.Steps.Select(step => step with { Hold = TimeSpan.Zero })] } },
    };

    private static Decider Instead(Func<View, Decision, Decision> change) => (target, seen, memory, now) =>
        change(new View(target, seen, memory, now), RolloutMachine.Decide(target, seen, memory, now));
}
