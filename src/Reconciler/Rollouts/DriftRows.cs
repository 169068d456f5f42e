using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>With <c>selfHeal: false</c>: what a person changed at rest stands, and is reported. What is not touched here is looked after by the rows of rest.</summary>
internal static class DriftRows
{
    /// <summary>Weight on a healthy idle colour, or another task definition on the stable one: no rollout begins for it, and nothing is put back.</summary>
    public static Decision? LeftByHand(View view)
    {
        if (view.Stable is null)
            return null;
        if (view.LeavesWeights)
            return Say.Rest(view, Phase.Steady, Reason(view, ""));
        return view.LeavesTaskDefinition
            ? RouteRows.Missing(view) ?? RestRows.Retain(view) ?? RestRows.Retire(view) ?? RestRows.Kept(view, Phase.Steady) ?? Say.Rest(view, Phase.Steady, Reason(view, ""))
            : null;
    }

    /// <summary>Settings of what serves, back to those that its own revision was proven with. What starts a deployment waits for the next rollout.</summary>
    public static Decision? Restore(View view, Phase phase)
    {
        var (side, service) = (view.Target.Names.Single ? Colour.Blue : view.S, view.Serving!);
        var wanted = view.SettingsOff.Where(off => DriftFields.OfService.Contains(off.Member) && view.Heals(off.Member)).ToList();
        if (wanted.Count > 0)
        {
            var restore = new PlannedAction.RestoreSettings(side, service.Arn, wanted.ToImmutableSortedDictionary(off => off.Member, off => off.Json, StringComparer.Ordinal));
            return Act(restore, string.Join("; ", wanted.Select(off => $"{off.Member} is {off.Found}, {off.Wanted} is wanted")));
        }

        if (view.GroupOff.Where(off => view.Heals(off.Field)).ToList() is [_, ..] settings && view.Seen.StableGroup.Value is { } group)
        {
            return Act(new PlannedAction.ConfigureTargetGroup(side, group.Arn, GroupDiff.Over(view.Target.GroupSettings, group.Settings, view.Heals), []) { Restores = true },
                string.Join("; ", settings.Select(off => $"{off.Field} is {off.Found}, {off.Wanted} is wanted")));
        }

        return view.TagOff is { } colour && view.Heals(DriftFields.Tags) ? Act(new PlannedAction.RestoreTags(colour, view.Service(colour)!.Arn), $"the tag {OwnerTags.Colour} of {colour.Word()} was changed") : null;

        Decision Act(PlannedAction action, string found) => Say.Act(phase, action, found) with { Drift = $"changed by hand: {found}" };
    }

    /// <summary>Once all that applies live is as the files say, and nothing is put back, this is noted: another value is a person's from here on.</summary>
    public static Decision? NoteApplied(View view, Phase phase)
    {
        if (view.Target.SelfHeals || view.Record.Applied == view.Target.Applied)
            return null;
        return AttemptRows.Write(view, phase, view.Record with { Applied = view.Target.Applied }, RecordChange.Applied, "what the files say applies; what differs from here on was changed by hand");
    }

    /// <summary>What a service at rest says of itself.</summary>
    public static string Reason(View view, string asDesired)
    {
        var left = Drift.Of(view).Where(difference => difference.Remedy != Remedy.PutBack).ToList();
        return left.Count == 0 ? asDesired : string.Join("; ", left.Select(difference => difference.Message));
    }
}
