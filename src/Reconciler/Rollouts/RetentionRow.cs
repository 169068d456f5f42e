using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// After a release, when all else is done: revisions beyond the last few good ones go, one at a time. It is looked for once a release, and at a start
/// only where one was released a short while ago: a list and a description for each revision are calls that nobody waits for.
/// </summary>
internal static class RetentionRow
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    /// <summary>The process before may have ended between the release and its clean-up, which comes when the old colour is not kept any more.</summary>
    public static bool IsFreshlyReleased(ServiceObservation seen, Target target, DateTimeOffset now) =>
        new[] { seen.Services.Value?.Blue, seen.Services.Value?.Green }.Any(service => service?.Verdict is { Good: true } verdict && now - verdict.At < target.Spec.Rollout.KeepOld + Lately);

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
