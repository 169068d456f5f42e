using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// Rows 7a and 7b: nothing is proven yet. The production rule is created last, so a failed first release
/// never had a user.
/// </summary>
internal static class FirstReleaseRows
{
    /// <summary>The rule stands at 100/0 but the record does not say so: a crash between the two, or lost tags.</summary>
    public static Decision? Bootstrapped(View view)
    {
        if (view.Stable is not null || view.Production.IsEmpty)
            return null;
        if (!view.Seen.Health.Known || !view.Seen.TargetGroups.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.Health.Error ?? view.Seen.TargetGroups.Error ?? "target health was not read");

        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (!view.ServesAll(colour) || view.HealthOf(colour).Healthy == 0 || view.Service(Colour.Blue) is null)
                continue;
            var ours = colour == Colour.Blue && view.Production.All(rule => rule.Tags.GetValueOrDefault(OwnerTags.Revision) == view.Rel(colour));
            var proven = view.Record with { Stable = colour, StableRevision = view.Rel(colour), Attempt = null, Since = null };
            return ours
                ? AttemptRows.Write(view, Phase.Bootstrap, proven, RecordChange.Commit, "the first release serves all traffic")
                : AttemptRows.Write(view, Phase.Contested, proven, RecordChange.Repair, $"the record was lost; {colour.Word()} serves all traffic and is healthy") with
                {
                    Drift = "the record on the anchor service was lost",
                };
        }

        const string Message = "there is a production rule but no record of a stable side, and no side has all traffic and healthy targets; "
            + "set the weights to 100 and 0 by hand, for the side that is good";
        return Say.Rest(view, Phase.Contested, Message) with { Alarm = new Alarm(Alarms.StateLost, Message) };
    }

    public static Decision? NoStable(View view)
    {
        if (view.Stable is not null)
            return null;
        var code = view.Record.BadFor(view.Desired)?.Code ?? view.Seen.FailedBefore?.Code;
        if (code is null)
            return null;

        if (view.Service(Colour.Blue) is { Desired: > 0 })
            return Say.Act(Phase.NoStable, Say.Scale(view, Colour.Blue, 0, "the first release failed"), "the first release failed");
        if (view.Previews is [var preview, ..])
            return Say.Act(Phase.NoStable, new PlannedAction.DeletePreviewRule(preview.Arn), "the first release failed");
        return Say.Rest(view, Phase.NoStable, $"the first release failed ({code}); waiting for another revision");
    }

    public static Decision? Bootstrap(View view)
    {
        if (view.Stable is not null)
            return null;
        if (LeverRows.Paused(view, Phase.Bootstrap) is { } paused)
            return paused;
        if (PrepareRow.Next(view, Phase.Bootstrap, view.Initial) is { } missing)
            return missing;
        if (PrepareRow.Gate(view, Phase.Bootstrap) is { } gate)
            return gate;

        var groups = view.Seen.TargetGroups.Value!;
        return Say.Act(
            Phase.Bootstrap,
            new PlannedAction.CreateProductionRule(Colour.Blue, groups.Blue!.Arn, groups.Green!.Arn, view.Desired, view.Target.Routes[0]),
            "the first release is healthy and its checks are good");
    }
}
