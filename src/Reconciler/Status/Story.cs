using Publican.Actions;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Status;

/// <summary>Events a person reads afterwards: what was done and why, what was changed by hand, what went wrong.</summary>
internal static class Story
{
    public static IEnumerable<StatusEvent> Of(ServiceStatus? before, PassReport pass)
    {
        var (decision, at) = (pass.Decision, pass.At);
        var pin = pass.Target.Pin;
        if (pin is not null && before?.Pin?.To != pin.To)
            yield return new(at, "Warning", "Pinned", $"{pin.Who} rolls back from {pin.Instead} to {pin.To}, until another revision is desired");
        if (pin is null && before?.Pin is { } ended)
            yield return new(at, "Normal", "Unpinned", $"the rollback to {ended.To} is over; {pass.Target.Revision} is desired");
        if (pin is null && (before?.Pin?.Revision ?? before?.DesiredRevision) != pass.Target.Revision)
            yield return new(at, "Normal", "NewRevision", $"{pass.Target.Spec.Image} as {pass.Target.Revision}, commit {pass.Target.Commit}");
        if (decision.Alarm is { } alarm && LastOf(before, alarm.Reason) != alarm.Message)
            yield return new(at, "Warning", alarm.Reason, alarm.Message);
        if (decision.Phase == Phase.Preflight && LastOf(before, "PreflightFailed") != decision.Reason)
            yield return new(at, "Warning", "PreflightFailed", decision.Reason);
        if ((decision.Phase == Phase.Held || decision.HeldBy is not null) && LastOf(before, "Held") != decision.Reason)
            yield return new(at, "Normal", "Held", decision.Reason);
        if (Left(pass) is { Length: > 0 } left && LastOf(before, "Drifted") != left)
            yield return new(at, "Warning", "Drifted", left);
        foreach (var problem in pass.Seen.Intents.Value?.Problems ?? [])
        {
            if (LastOf(before, "IntentRefused") != problem)
                yield return new(at, "Warning", "IntentRefused", problem);
        }

        if (pass.Result is { Outcome: not ActionOutcome.Done, Error: { } error } failed && LastOf(before, Conditions.FailureOf(failed)) != error)
            yield return new(at, "Warning", Conditions.FailureOf(failed), error);
        if (!pass.Did)
            yield break;
        if (decision.Drift is { } drift)
            yield return new(at, "Warning", "Drifted", drift);
        yield return new(at, IsBad(decision) ? "Warning" : "Normal", ReasonOf(decision), $"{decision.Action!.Summary} ({decision.Reason})");
    }

    /// <summary>What differs and is not put right now; what is, tells so itself.</summary>
    private static string Left(PassReport pass) => string.Join("; ", Drift.Of(new View(pass.Target, pass.Seen, pass.Memory, pass.At))
        .Where(difference => difference.Remedy is Remedy.Reported or Remedy.NextRollout).Select(difference => difference.Message));

    private static string? LastOf(ServiceStatus? before, string reason) => before?.Events.FirstOrDefault(entry => entry.Reason == reason)?.Message;

    private static bool IsBad(Decision decision) => decision.Failure is { Code: not Codes.Superseded };

    private static string ReasonOf(Decision decision) => decision.Action switch
    {
        PlannedAction.WriteRecord { Change: RecordChange.Commit } => "Released",
        PlannedAction.WriteRecord { Change: RecordChange.Quarantine } => "Quarantined",
        PlannedAction.WriteRecord { Change: RecordChange.Close } => "Superseded",
        PlannedAction.WriteRecord record => record.Change.ToString(),
        PlannedAction.SetWeights { CandidateWeight: 0 } => "TrafficReturned",
        PlannedAction.SetWeights => "TrafficShifted",
        var action => action!.GetType().Name,
    };
}
