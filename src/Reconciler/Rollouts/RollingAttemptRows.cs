using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>What became of an attempt whose revision does not run any more; and what to make of a record that was lost.</summary>
internal static class RollingAttemptRows
{
    public static Decision? CloseAttempt(View view)
    {
        if (view.Attempt is not { } attempt || view.One() is not { } service || service.Revision == attempt.Revision)
            return null;
        var superseded = attempt.Revision != view.Desired || view.Desired == view.Record.Proven?.Revision;
        if (!attempt.Moving && !(view.Memory.Moved && view.Memory.Armed == attempt.ToString()) && !superseded)
            return null;
        if (superseded || view.Memory.Reverted?.Code == Codes.Superseded)
        {
            return AttemptRows.Write(view, Phase.CloseAttempt, Closed(view), RecordChange.Close, $"{attempt.Revision} is superseded") with
            {
                Failure = new Failure(attempt.Revision, Codes.Superseded, "commit", $"a newer commit took the place of {attempt.Revision}"),
            };
        }

        return AttemptRows.Quarantine(view, Phase.CloseAttempt, view.Memory.Reverted is { } reverted ? reverted with { Revision = attempt.Revision }
            : service.TakenBackAt >= attempt.At ? new Failure(attempt.Revision, Codes.Crashed, "tasks", $"ECS took {attempt.Revision} back: its tasks kept failing")
            : new Failure(attempt.Revision, Codes.Unknown, "restart", "ECS or a person took it back while nobody looked; the reason is not known"));
    }

    /// <summary>The attempt is for what is proven already.</summary>
    public static Decision? Tidy(View view) => view.Attempt is { } attempt && view.One() is not null && attempt.Revision == view.Record.Proven?.Revision
        ? AttemptRows.Write(view, Phase.Tidy, Closed(view), RecordChange.Tidy, $"{attempt.Revision} is proven already")
        : null;

    /// <summary>No record at all on a service that is complete: its tags were taken away by hand. What runs is what there is to go back to.</summary>
    public static Decision? Repair(View view)
    {
        var isLost = view.Record is { Proven: null, Attempt: null, Retried: null, Bad.IsEmpty: true };
        return isLost && view.One() is { Desired: > 0, Complete: true, Revision: { } revision } service && revision != view.Desired
            ? AttemptRows.Write(view, Phase.Contested, view.Record with { Proven = new Proven(revision, service.TaskDefinitionArn) }, RecordChange.Repair, $"the record was lost; {revision} runs and is complete") with
            {
                Drift = "the record on the ECS service was lost",
            }
            : null;
    }

    /// <summary>With nothing to go back to the verdict is all there is; the tasks go in the row after this one.</summary>
    public static Decision? Failed(View view) => view.Record.Proven is null && RollingReturnRow.Failure(view) is { } failure
        ? AttemptRows.Quarantine(view, Phase.Rolling, failure)
        : null;

    public static ReleaseRecord Closed(View view) => view.Record with { Attempt = null, Since = null };
}
