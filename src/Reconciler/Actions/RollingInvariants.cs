using Publican.Planning;

namespace Publican.Actions;

/// <summary>Before the one service of strategy rolling is changed: what the record allows, as it stands right now.</summary>
internal static class RollingInvariants
{
    public static string? Refusal(PlannedAction.Roll roll, FreshFacts facts)
    {
        var record = facts.Record;
        if (roll.Back)
            return record.Proven?.Revision == roll.Revision ? null : $"I11: {roll.Revision} is not the proven revision, {record.Proven?.Revision ?? "none"} is";
        if (record.BadFor(roll.Revision) is { } bad)
            return $"I9: {roll.Revision} is quarantined ({bad.Code})";
        return record.Attempt?.Revision == roll.Revision ? null : $"I10: no attempt is open for {roll.Revision}";
    }

    public static string? Refusal(PlannedAction.ScaleRollingService scale, FreshFacts facts) =>
        scale.Count == 0 && facts.Record.Proven is { } proven ? $"I5: {proven.Revision} is proven and serves" : null;
}
