using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>What people ask for while nothing of the candidate has traffic: another try, or an end. With traffic, an abort is row 4's.</summary>
internal static class LeverRows
{
    public static Decision? Retry(View view)
    {
        if (view.Seen.RetryOf(view.Desired) is not { At: { } at } retry)
            return null;
        return AttemptRows.Write(
            view, Phase.Retry, view.Record.WithRetry(new Retried(view.Desired, at)), RecordChange.Retry, $"{retry.Who} asked to try {view.Desired} again");
    }

    public static Decision? Abort(View view)
    {
        if (view.AbortOf(view.Desired) is not { } abort || view.CandidateWeight > 0 || view.Desired == RelOfStable(view) || view.Record.BadFor(view.Desired) is not null)
            return null;
        if (view.Service(Colour.Blue) is not null)
            return AttemptRows.Quarantine(view, Phase.Aborted, new Failure(view.Desired, Codes.Aborted, "intent", $"{abort.Who} aborted {view.Desired} before it had traffic"));

        // Before the first release there is no anchor to note it on: the intent itself holds everything back.
        var message = $"{abort.Who} aborted {view.Desired} before anything of it was started; commit another revision, or take the intent away";
        return view.Previews is [var preview, ..]
            ? Say.Act(Phase.Aborted, new PlannedAction.DeletePreviewRule(preview.Arn), message)
            : Say.Rest(view, Phase.Aborted, message);
    }

    /// <summary>A row that moves forward asks this first. Row 4 never does: a paused rollout still comes home.</summary>
    public static Decision? Paused(View view, Phase phase) => view.Intents.For(Verb.Pause, view.Desired) is { } pause
        ? Say.Wait(view, phase, $"paused by {pause.Who}; publican resume {view.Target.Names.Service} goes on") with { Awaits = Awaits.Resume }
        : null;

    private static string? RelOfStable(View view) => view.Stable is { } stable ? view.Rel(stable) : null;
}
