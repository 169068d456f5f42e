using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>I4 and I5 before a side is changed: what serves, or was stable when the attempt opened, keeps what it has.</summary>
/// <remarks>That a side drained for its whole time, in two reads, is the planner's to know; what a fresh read can tell of it is the record's retire-at.</remarks>
internal static class SideInvariants
{
    public static string? Refusal(PlannedAction.StartCandidate start, FreshFacts facts, DateTimeOffset now) =>
        facts.Record is { Attempt: not null } record && record.Stable == start.Colour
            ? $"I4: {start.Colour.Word()} is the stable side of an open attempt and keeps its task definition"
            : Serves(start.TargetGroupArn, facts) ?? Kept(start.Colour, facts, now);

    public static string? Refusal(PlannedAction.Scale scale, FreshFacts facts, Target target, DateTimeOffset now)
    {
        if (facts.Services[scale.Colour] is not { } service || scale.Count >= service.Desired)
            return null;
        if (facts.Record is { Attempt: { } attempt } record && record.Stable == scale.Colour && scale.Count < attempt.Capacity)
            return $"I4: {scale.Colour.Word()} is the stable side of an open attempt and keeps its {attempt.Capacity} tasks";

        // Fewer replicas are a wish like any other; none at all, or fewer than are wished for, is not for a side that serves.
        return (scale.Count == 0 || scale.Count < target.Spec.Replicas ? Serves(scale.TargetGroupArn, facts) : null) ?? Kept(scale.Colour, facts, now);
    }

    /// <summary>AWS lowers a count above the new maximum at once, and policies go below what a rollout counts on where they may.</summary>
    public static string? Refusal(PlannedAction.RegisterScaling register, FreshFacts facts, DateTimeOffset now)
    {
        if (facts.Services[register.Colour] is not { } service)
            return $"I5: the ECS service of {register.Colour.Word()} is gone";
        if (service.Desired == 0 && facts.Record.Stable is { } stable && stable != register.Colour)
            return $"I5: {register.Colour.Word()} is idle, and a scalable target would start tasks";
        if (facts.Record is { Attempt: { } attempt, Stable: not null } record && (!register.Frozen || (register.Colour == record.Stable && register.Max < attempt.Capacity)))
            return $"I4: an attempt is open, and counts on the {attempt.Capacity} tasks of its stable side";
        return register.Max < service.Desired ? Kept(register.Colour, facts, now) : null;
    }

    public static string? Serves(string? group, FreshFacts facts) => facts.WeightOf(group) is > 0 and var weight ? $"I5: {group} has weight {weight}" : null;

    private static string? Kept(Colour colour, FreshFacts facts, DateTimeOffset now) =>
        facts.Record is { Stable: { } stable, RetireAt: { } at } && stable.Other() == colour && now < at
            ? FormattableString.Invariant($"I5: {colour.Word()} is kept until {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}")
            : null;
}
