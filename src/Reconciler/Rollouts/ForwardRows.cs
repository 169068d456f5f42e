using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Rows 11 and 12: weight by weight to 100, then the bake, then the commit point. Failures were row 4's.</summary>
internal static class ForwardRows
{
    public static Decision? Step(View view) =>
        view.Stable is null || view.CandidateWeight == 0 ? null
        : !view.IsEven ? Watched(view, Climb(view))
        : view.CandidateWeight < Steps.All ? Watched(view, Advance(view, Phase.Step))
        : null;

    public static Decision? Bake(View view) =>
        view.Stable is not null && view.CandidateWeight == Steps.All ? Watched(view, Advance(view, Phase.Bake)) : null;

    /// <summary>A hold is no reason to be silent. The bake goes on: what it ends with moves no weight, and makes the candidate the side to come home to.</summary>
    private static Decision Watched(View view, Decision decision) => decision with { Alarm = decision.Alarm ?? AttemptRows.StableDead(view) };

    /// <summary>A step is reached when every rule stands at its weight; only then its hold begins.</summary>
    private static Decision Climb(View view)
    {
        var next = view.CandidateWeight;
        if ((AttemptRows.StableShort(view, Phase.Step) ?? Grow(view, Phase.Step, next)) is { } repair)
            return repair;
        if (LeverRows.Paused(view, Phase.Step) is { } paused)
            return paused;
        if (view.HealthOf(view.C).Healthy < view.Need(next))
            return Say.Wait(view, Phase.Step, $"{view.HealthOf(view.C).Healthy} of {view.Need(next)} healthy targets that {next}% needs");
        if (AttemptRows.StableIncomplete(view, Phase.Step) is { } incomplete)
            return incomplete;
        var rule = view.Production.First(rule => view.WeightOn(rule, view.C) < next);
        return Say.Act(Phase.Step, Say.Weights(view, rule, next, "next rule"), $"the other rules stand at {next}% already");
    }

    private static Decision Advance(View view, Phase phase)
    {
        var weight = view.CandidateWeight;
        var since = new Since(weight, view.Now);
        if (view.Attempt is { Moving: false } attempt)
        {
            var moving = view.Record with { Attempt = attempt with { Moving = true }, Since = since };
            return AttemptRows.Write(view, phase, moving, RecordChange.Moving, $"traffic is moving: {weight}%");
        }

        if (view.Record.Since?.Weight != weight)
            return AttemptRows.Write(view, phase, view.Record with { Since = since }, RecordChange.Since, $"{weight}% is held from now");

        if ((AttemptRows.StableShort(view, phase) ?? Grow(view, phase, weight)) is { } repair)
            return repair;
        if (LeverRows.Paused(view, phase) is { } paused)
            return paused;

        // The bake is nobody's to skip: it is what makes a revision stable (I13).
        var promoted = weight < Steps.All && view.IsPromoted(weight);
        if (!promoted && Held(view, phase, weight) is { } wait)
            return wait;
        if (view.NextWeight(weight) is not { } next)
            return Commit(view);
        if (HeldRow.Rising(view, phase, weight) is { } frozen)
            return frozen;
        if (Grow(view, phase, next) is { } grow)
            return grow;
        if (view.HealthOf(view.C).Healthy < view.Need(next))
            return Say.Wait(view, phase, $"{view.HealthOf(view.C).Healthy} of {view.Need(next)} healthy targets that {next}% needs");
        if (AttemptRows.StableIncomplete(view, phase) is { } incomplete)
            return incomplete;
        return Say.Act(phase, Say.Weights(view, view.Production[0], next, "next step"), $"{weight}% {(promoted ? "was promoted" : "held well")}; next step: {next}%");
    }

    /// <summary>More tasks before more traffic. A count alone starts no deployment, so the candidate may have traffic meanwhile (I5).</summary>
    private static Decision? Grow(View view, Phase phase, int weight)
    {
        var (asked, need) = (view.Service(view.C)!.Desired, view.Need(weight));
        if (asked >= need)
            return null;
        return Say.Act(phase, Say.Scale(view, view.C, view.CountAt(weight), $"{weight}% needs them"), $"{weight}% needs {need} tasks") with
        {
            Drift = view.Memory.Counts[view.C] > asked ? $"{view.C.Word()} was scaled from {view.Memory.Counts[view.C]} to {asked} by hand" : null,
        };
    }

    /// <summary>What this weight still has to show; null when the next one may come.</summary>
    private static Decision? Held(View view, Phase phase, int weight)
    {
        if (TaskCheckRow.Next(view, phase) is { } task)
            return task;
        var left = view.WeightSince + Steps.Hold(view.Target.Rollout, weight) - view.Now;
        if (left > TimeSpan.Zero)
            return Say.Wait(view, phase, $"{weight}% for {Math.Ceiling(left.TotalSeconds):0} s more");
        var verdict = view.JudgedSince(view.WeightSince);
        if (verdict.State != VerdictState.Good)
            return Say.Wait(view, phase, verdict.Message);
        return Steps.NeedsApproval(view.Target.Rollout, weight)
            ? Say.Wait(view, phase, $"{weight}% held well and needs approval: publican promote {view.Target.Names.Service}") with { Awaits = Awaits.Approval }
            : null;
    }

    private static Decision Commit(View view)
    {
        var keep = view.Target.Rollout.KeepOld > view.Target.Drain ? view.Target.Rollout.KeepOld : view.Target.Drain;
        var released = view.Record with { Stable = view.C, StableRevision = view.Desired, Attempt = null, Since = null, RetireAt = view.Now + keep };
        var decision = AttemptRows.Write(view, Phase.Bake, released, RecordChange.Commit, $"{view.Desired} baked well and is stable now");
        return decision with { Action = ((PlannedAction.WriteRecord)decision.Action!) with { RuleArns = view.RuleArns, ProvenGroup = view.GroupArn(view.C) } };
    }
}
