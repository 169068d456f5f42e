using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// After a release, when all else is done: revisions beyond the last few good ones go, one at a time. It is looked for once a release, and not at
/// every start: a list and a description for each revision are calls that nobody waits for.
/// </summary>
internal static class RetentionRow
{
    public static Decision? Surplus(View view)
    {
        if (!view.Seen.History.Known || view.Memory.Housekeeping != Housekeeping.Due)
            return null;
        var keep = view.Target.Spec.RevisionHistoryLimit;
        return Retention.Next(view.Seen.History.Value!, keep, [.. InUse(view)], [.. Remembered(view)], view.Now) switch
        {
            null => null,
            { Active: true } past => Say.Act(Phase.Steady, new PlannedAction.DeregisterTaskDefinition(past.Arn, past.Revision!), $"revisionHistoryLimit is {keep}"),
            var past => Say.Act(Phase.Steady, new PlannedAction.DeleteTaskDefinition(past.Arn, past.Revision!), $"revisionHistoryLimit is {keep}"),
        };
    }

    private static IEnumerable<string> InUse(View view)
    {
        foreach (var service in new[] { view.Seen.Services.Value!.Blue, view.Seen.Services.Value!.Green }.OfType<EcsService>())
            yield return service.TaskDefinitionArn;
        if (view.Record.Proven is { } proven)
            yield return proven.TaskDefinitionArn;
    }

    /// <summary>Stable, tried, quarantined, desired, or named by a person's rollback.</summary>
    private static IEnumerable<string> Remembered(View view) =>
    [
        view.Desired,
        .. new[] { view.Record.StableRevision, view.Record.Proven?.Revision, view.Record.Attempt?.Revision, view.Target.Pin?.Instead }.OfType<string>(),
        .. view.Record.Bad.Select(bad => bad.Revision),
        .. view.Intents.All.Where(intent => intent.Verb == Verb.Rollback).SelectMany(intent => new[] { intent.Revision, intent.To }).OfType<string>(),
    ];
}
