using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Before settings of a side that serves are put back: nothing that starts a deployment, and only to what that side was proven with.</summary>
internal static class RestoreInvariants
{
    public static string? Refusal(PlannedAction.RestoreSettings restore, FreshFacts facts, Target target)
    {
        if (restore.Wanted.Keys.FirstOrDefault(member => !DriftFields.OfService.Contains(member)) is { } starts)
            return $"I5: {starts} would start a deployment on {target.Names.EcsService(restore.Colour)}, which serves";
        return Proven(restore.Colour, facts, target);
    }

    public static string? Refusal(PlannedAction.ConfigureTargetGroup restore, FreshFacts facts, Target target) =>
        restore.Settings == GroupDiff.Over(target.GroupSettings, restore.Settings, field => target.SelfHeals && !target.Ignores(field)) ? Proven(restore.Colour, facts, target) : $"I5: these are not the settings that {target.Revision} was proven with";

    /// <summary>Another revision was proven with other settings, and an open attempt counts on what is there.</summary>
    private static string? Proven(Colour colour, FreshFacts facts, Target target)
    {
        var record = facts.Record;
        if (record.Attempt is { } attempt)
            return $"I4: an attempt for {attempt.Revision} is open";
        var proven = target.Names.Single ? record.Proven?.Revision : record.Stable == colour ? record.StableRevision : null;
        return proven == target.Revision ? null : $"I5: {target.Revision} is not what was proven on {target.Names.EcsService(colour)}, {proven ?? "nothing"} is";
    }
}
