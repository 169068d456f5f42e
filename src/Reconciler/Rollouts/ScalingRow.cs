using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// What Application Auto Scaling is told of each side. The count of a side within the range is the autoscaler's and never written; a side without
/// tasks has no scalable target, because registering one would start some.
/// </summary>
internal static class ScalingRow
{
    public static Decision? Fit(View view)
    {
        if (view.Stable is not { } stable)
            return null;
        if (!view.Seen.Scaling.Known)
            return Unread(view);
        return Side(view, stable, Range(view, stable)) ?? Side(view, view.C, IsUsed(view) ? Range(view, view.C) : null);
    }

    /// <summary>The same for the one service of strategy rolling.</summary>
    public static Decision? FitRolling(View view)
    {
        if (view.One() is not { Status: "ACTIVE" } service)
            return null;
        if (!view.Seen.Scaling.Known)
            return Unread(view);
        var runs = service.Desired > 0 && (view.Record.Proven is not null || service.Revision is not { } revision || view.Record.BadFor(revision) is null);
        return Side(view, Colour.Blue, runs ? Range(view, Colour.Blue) : null);
    }

    /// <summary>Where nothing scales and nothing did, nobody asks. What scales and cannot be seen is no ground to go on from; rows before this one bring traffic home.</summary>
    private static Decision? Unread(View view) => view.Range is null ? null : Say.Wait(view, Phase.Blind, view.Seen.Scaling.Error ?? "scalable targets were not read");

    /// <summary>The candidate with its tasks, or the old colour that is kept. What failed, or is not needed any more, is about to be stopped.</summary>
    private static bool IsUsed(View view) => view.Service(view.C) is { Desired: > 0, Status: "ACTIVE" } && (view.AttemptIsForCandidate || view.IsKept || view.IsPrepared);

    /// <summary>Null where the number of tasks is fixed. While a rollout counts on its tasks, a new maximum takes none away; a colour that is kept grows with the stable side.</summary>
    private static (int Min, int Max, bool Frozen)? Range(View view, Colour colour)
    {
        if (view.Range is not { } range)
            return null;
        if (!view.IsFrozen)
            return (range.Min, range.Max, false);
        var min = view.IsKept && !view.Target.Names.Single && colour == view.C ? Math.Max(range.Min, view.FullCount) : range.Min;
        return (min, new[] { range.Max, view.Service(colour)!.Desired, view.FullCount, min }.Max(), true);
    }

    private static Decision? Side(View view, Colour colour, (int Min, int Max, bool Frozen)? wanted)
    {
        var target = view.Seen.Scaling.Value![colour];
        if (wanted is not { } range)
        {
            return target is null
                ? null
                : Say.Act(Phase.Scaling, new PlannedAction.RemoveScaling(colour, view.Range is null ? "the number of tasks is fixed" : "nothing counts on its tasks"), $"{colour.Word()} has a scalable target");
        }

        var service = view.Service(colour)!;
        var why = target is null ? "it has no scalable target"
            : target.InSuspended != range.Frozen ? (range.Frozen ? "a rollout counts on its tasks" : "no rollout counts on its tasks any more")
            : (target.Min, target.Max) != (range.Min, range.Max) ? $"it was {target.Min} to {target.Max}"
            : target.ElseSuspended && view.Heals(DriftFields.Scaling) ? "scaling was suspended by hand"
            : service.Desired < range.Min || service.Desired > range.Max ? $"it has {service.Desired} tasks"
            : null;
        if (why is not null)
        {
            var register = new PlannedAction.RegisterScaling(colour, range.Min, range.Max, range.Frozen, target is null, why)
            {
                Suspended = target is null || view.Heals(DriftFields.Scaling) ? default : (target.OutSuspended, target.ScheduledSuspended),
            };
            return Say.Act(Phase.Scaling, register, why) with
            {
                Drift = target is { ElseSuspended: true } && view.Heals(DriftFields.Scaling) ? $"scaling of {colour.Word()} was suspended by hand" : null,
            };
        }

        var policy = Policy(view, colour);
        return target!.Policy == policy || (target.Policy is not null && !view.Heals(DriftFields.Scaling)) ? null : Say.Act(Phase.Scaling, new PlannedAction.PutScalingPolicy(colour, policy), target.Policy is { } old
            ? FormattableString.Invariant($"the policy keeps {old.Metric} at {old.Value}")
            : $"{colour.Word()} has no scaling policy");
    }

    /// <summary>What a person told Application Auto Scaling. The range is the schedules' and the rollouts' business: it is always written.</summary>
    public static IEnumerable<(string Wanted, string Found)> ByHand(View view, Colour colour)
    {
        if (view.Range is null || view.Seen.Scaling.Value?[colour] is not { } target)
            yield break;
        if (target.ElseSuspended)
            yield return ("scaling", "suspended");
        if (target.Policy is { } found && Policy(view, colour) is var policy && found != policy)
            yield return (FormattableString.Invariant($"{policy.Metric} at {policy.Value}"), FormattableString.Invariant($"{found.Metric} at {found.Value}"));
    }

    private static ScalingPolicy Policy(View view, Colour colour) => view.Target.Spec.Scaling!.Target switch
    {
        { Metric: ScalingMetric.Cpu, Value: var value } => new("ECSServiceAverageCPUUtilization", value, null),
        { Metric: ScalingMetric.Memory, Value: var value } => new("ECSServiceAverageMemoryUtilization", value, null),
        { Value: var value } => new("ALBRequestCountPerTarget", value, $"{Balancer(view.Target.Routes[0].ListenerArn)}/{Group(view.GroupArn(colour) ?? "")}"),
    };

    // …:listener/app/name/id/listener → app/name/id
    private static string Balancer(string listenerArn) => string.Join('/', listenerArn[(listenerArn.LastIndexOf(':') + 1)..].Split('/')[1..^1]);

    // …:targetgroup/name/id → targetgroup/name/id
    private static string Group(string arn) => arn[(arn.LastIndexOf(':') + 1)..];
}
