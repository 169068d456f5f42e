using System.Collections.Immutable;
using Publican.Actions;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Status;

/// <summary>Pure: the status of a job after a pass.</summary>
internal static class JobProgress
{
    public static ServiceStatus After(ServiceStatus next, View view, PassReport pass)
    {
        if (view.Memory.Job is not null)
        {
            var last = view.Runs().Runs.FirstOrDefault(run => !run.Open && run.State is not (RunCodes.Skipped or RunCodes.Replaced));
            next = next with
            {
                Job = JobStatus.After(next.Job, view, pass.At),
                Outcome = last switch { null => null, { Failed: true } => "Failed", _ => "Succeeded" },
            };
        }

        return next with { Evidence = next.Outcome == "Succeeded" ? null : next.Evidence, Conditions = ConditionsOf(next, view, pass) };
    }

    private static ImmutableArray<Condition> ConditionsOf(ServiceStatus next, View view, PassReport pass)
    {
        var (decision, leadership) = (pass.Decision, view.Seen.Leadership);
        var refusal = pass.Result is { Outcome: not ActionOutcome.Done } result ? result.Error ?? "" : null;
        var lever = decision.Phase == Phase.HandsOff && view.Intents.Suspend is not null;
        var suspended = lever || view.Target.Job!.Cron is { Suspended: true };
        var failed = next.Outcome == "Failed";
        return
        [
            Make(Conditions.Ready, !failed && refusal is null && decision.Phase is (Phase.Done or Phase.Waiting or Phase.Running), decision.Phase.ToString(), decision.Reason),
            Make(Conditions.Progressing, decision.Phase is Phase.Running or Phase.Prepare, decision.Phase.ToString(), refusal ?? decision.Reason),
            Make(
                Conditions.Degraded, failed || refusal is not null,
                failed ? JobRestRows.RunFailed : refusal is not null ? Conditions.FailureOf(pass.Result!) : "AsExpected",
                failed ? decision.Alarm?.Message ?? next.Evidence?.Message ?? decision.Reason : refusal ?? ""),
            Make(Conditions.Paused, suspended, lever ? "Suspended" : suspended ? "SuspendedBySpec" : "AsExpected", suspended ? decision.Reason : ""),
            Make(Conditions.Unresolved, decision.Phase == Phase.Preflight, decision.Phase == Phase.Preflight ? "PreflightFailed" : "AsExpected", decision.Phase == Phase.Preflight ? decision.Reason : ""),
            Make(Conditions.Leading, leadership.MayMove, leadership.Standing.ToString(), leadership.Describe()),
        ];

        Condition Make(string type, bool status, string reason, string message) =>
            Conditions.Stamp(next, new Condition(type, status ? "True" : "False", reason, message, view.Desired, pass.At));
    }
}
