using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Back to the last revision that passed its bake, in ONE call, before anything else.</summary>
internal static class RollingReturnRow
{
    public static Decision? Return(View view)
    {
        if (view.Record.Proven is not { } proven || view.One() is not { } service || service.Revision == proven.Revision)
            return null;
        if ((Failure(view) ?? Stray(view, service)) is not { } failure)
            return null;
        if (view.Memory.Expected?.Action is PlannedAction.Roll { Back: true } back && back.Revision == proven.Revision)
            return Say.Wait(view, Phase.Revert, $"waiting until a read shows our last write: {back.Summary}");

        var action = new PlannedAction.Roll(
            proven.TaskDefinitionArn, proven.Revision, service.Desired > 0 ? view.Fitting(service.Desired) : view.Initial, Back: true, service.ProvenNetwork, failure.Message)
        {
            KeepsCount = RollingPrepareRow.KeepsCount(view, service),
        };
        return Say.Act(Phase.Revert, action, failure.Message) with
        {
            Failure = failure,
            Drift = failure.Code == Codes.Drift && !(service.TakenBackAt > service.Primary.CreatedAt) ? failure.Message : null,
        };
    }

    /// <summary>Why what is tried on the service must not run; null while it may.</summary>
    public static Failure? Failure(View view)
    {
        if (!view.IsTried() || view.One() is not { } service)
            return null;
        var revision = view.Attempt!.Revision;
        if (view.Desired == view.Record.Proven?.Revision)
            return Because(Codes.Superseded, "commit", $"the desired state went back to {view.Desired}");
        if (view.Record.BadFor(revision) is { } bad)
            return Because(bad.Code, "quarantine", $"{revision} is quarantined: {bad.Code}");
        if (view.AbortOf(revision) is { } abort)
            return Because(Codes.Aborted, "intent", $"{abort.Who} aborted the rollout");
        if (service.Primary.State == "FAILED")
            return Because(Codes.Crashed, "tasks", $"its tasks keep failing: {service.Primary.StateReason ?? $"{service.Primary.FailedTasks} failed"}");

        var bakes = view.Record.Since is not null;
        var verdict = view.JudgedSince(bakes ? view.BakesSince() : service.Primary.CreatedAt);
        if (verdict.State == VerdictState.Failed)
            return Because(verdict.Code, verdict.Check, verdict.Message);
        var timeout = view.Target.Rollout.Timeout;
        var waits = !service.Complete ? $"{service.Running} of {service.Desired} tasks run, deployment {service.Primary.State}"
            : verdict.State == VerdictState.Waiting ? verdict.Message
            : null;
        var from = bakes ? view.WeightSince + view.Target.Rollout.Bake : Later(service.Primary.CreatedAt, view.Memory.StartedAt);
        return waits is not null && view.Now > from + timeout + view.StoodStill
            ? Because(bakes && !service.Complete ? Codes.Unhealthy : Codes.Deadline, "timeout",
                $"no progress for {timeout.TotalSeconds:0} s{(bakes ? " beyond the bake" : "")}; last: {waits}")
            : null;

        Failure Because(string code, string check, string message) => new(revision, code, check, message);
    }

    /// <summary>
    /// Something runs that nobody tries, and nothing is about to be rolled out over it. ECS itself may have put it there: it goes back
    /// to the last deployment that was complete, which need not have passed its bake.
    /// </summary>
    private static Failure? Stray(View view, EcsService service)
    {
        var desiredIsToCome = view.Desired != view.Record.Proven!.Revision && view.Record.BadFor(view.Desired) is null
            && view.AbortOf(view.Desired) is null && view.Intents.For(Verb.Pause, view.Desired) is null;
        return view.IsTried() || desiredIsToCome || view.LeavesTaskDefinition
            ? null
            : new Failure(service.Revision ?? "-", Codes.Drift, "task definition", $"{service.Name} runs {service.Revision ?? service.TaskDefinitionArn}, which is not proven");
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
