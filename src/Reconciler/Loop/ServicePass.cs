using Publican.Actions;
using Publican.Aws;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Status;

namespace Publican.Loop;

/// <summary>One service, one pass: read, decide, act, report.</summary>
public sealed partial class ServicePass(EnvironmentSession session, StatusBoard board, TimeProvider clock, ILogger log)
{
    public async Task<PassResult> RunAsync(ServiceWork work, Target resolved, ServiceObservation swept, CancellationToken cancel)
    {
        CallScope.Current = new CallScope(work.Priority);
        var (target, seen) = await LookAsync(work, resolved, swept, cancel);
        var now = clock.GetUtcNow();
        var memory = Remember.Seen(work.Memory, seen, target, now);
        var decision = session.Decide(target, seen, memory, now);
        memory = Remember.Decided(memory, seen, target, decision, now);

        ActionResult? result = null;
        if (decision.Action is { } action)
        {
            result = await session.Actions.RunAsync(action, target, cancel, seen.Leadership.Epoch);
            memory = result.Outcome switch
            {
                ActionOutcome.Done => Remember.Done(memory, decision, clock.GetUtcNow(), target.Timing.ReadLag),
                ActionOutcome.Unclear => Remember.Unclear(memory, decision, clock.GetUtcNow(), target.Timing.ReadLag),
                _ => Remember.Refused(memory, decision),
            };
            Acted(log, work.Name, decision.Phase, action.Summary, result.Outcome, result.Error ?? decision.Reason);
        }

        work.Memory = memory;
        work.Priority = Worth(decision, result);
        work.Progress = work.Progress.After(decision, target, resolved.Revision, seen);
        CallScope.Current = new CallScope(CallPriority.Sweep);
        var report = new PassReport { Target = target, Seen = seen, Memory = memory, Decision = decision, Result = result, At = clock.GetUtcNow() };
        board.Report(report);
        await AddEvidenceAsync(work, report, cancel);
        return Conclude(decision, result);
    }

    /// <summary>The target with its image and a person's pin, and all that is worth knowing of it now.</summary>
    public async Task<(Target Target, ServiceObservation Seen)> LookAsync(ServiceWork work, Target resolved, ServiceObservation swept, CancellationToken cancel)
    {
        work.LastIntents = swept.Intents.Known ? swept.Intents.Value! : work.LastIntents;
        var target = Pins.Apply(await session.Pins.PinAsync(work, resolved, swept, cancel), work.LastIntents);
        if (target is { Spec.Adopt: not null, Pin: null } && swept.Services.Value?.Blue is { Ours: false } strange)
        {
            (target, var differences) = await session.CompareAsync(target, strange, cancel);
            return (target, swept with { Adoption = differences });
        }

        return (target, await work.Details.ReadAsync(swept, Ask(work, target, clock.GetUtcNow()), cancel));
    }

    private static PassResult Conclude(Decision decision, ActionResult? result) => result switch
    {
        { Outcome: ActionOutcome.Done } => new PassResult.Done(),
        { } failed => new PassResult.Retry(failed.Error ?? "the call failed"),
        null => new PassResult.LookAgain(decision.LookAgain, decision.Reason),
    };

    /// <summary>A rollback that did not get through comes first; what rests does not wait for anything.</summary>
    private static CallPriority Worth(Decision decision, ActionResult? result) => decision switch
    {
        { Action: PlannedAction.SetWeights { CandidateWeight: 0 } } when result is not { Outcome: ActionOutcome.Done } => CallPriority.Rollback,
        { Phase: Phase.HandsOff or Phase.NoStable or Phase.RolledBack or Phase.Retain or Phase.Retire or Phase.Steady or Phase.Waiting or Phase.Done or Phase.Failed } => CallPriority.Sweep,
        _ => CallPriority.Rollout,
    };

    private Question Ask(ServiceWork work, Target target, DateTimeOffset now) => new()
    {
        Names = target.Names,
        Environment = target.Environment,
        Spec = target.Spec,
        Job = target.Job,
        RunsMatter = JobMachine.MustLook(work.Memory, now) || work.Memory.LastRevision != target.Revision,
        RunsUnknown = work.Memory.Job is null,
        Revision = target.Revision,
        Commit = target.Commit,
        Named = target.Pin is not null,
        ListenerArn = target.Routes is [var first, ..] ? first.PreviewListenerArn : "",
        Listeners = [.. target.Routes.SelectMany(route => new[] { route.ListenerArn, route.PreviewListenerArn }).Distinct()],
        Outputs = target.Outputs,
        Image = target.Image,
        ImageReading = target.ImageReading,
        ProcessStartedAt = work.Memory.StartedAt,
        GroupEvery = session.GroupEvery,
        WantsHistory = work.Memory.Housekeeping == Housekeeping.Due,
        GroupsJustWritten = work.Memory.Expected?.Action is PlannedAction.CreateTargetGroup or PlannedAction.ConfigureTargetGroup,
    };

    // After the write, never before it: the weights come first, the story of why comes second.
    private async Task AddEvidenceAsync(ServiceWork work, PassReport report, CancellationToken cancel)
    {
        var failure = report.Did && report.Decision.Failure is { Code: not (Codes.Superseded or Codes.Drift) } fresh ? fresh : LostEvidence(work, report);
        if (report.Decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Arm } or PlannedAction.RunBeforeJob or PlannedAction.RunCheckTask or PlannedAction.RunJob)
            work.EvidenceFor = null;

        // What saw the failure first tells it best: the quarantine that follows only repeats its code.
        if (failure is null || work.EvidenceFor == failure.Revision)
            return;
        var seen = report.Seen;
        var definition = seen.Services.Value?[Colour.Blue] is { } blue && blue.Revision == failure.Revision ? blue.TaskDefinitionArn
            : seen.Services.Value?[Colour.Green] is { } green && green.Revision == failure.Revision ? green.TaskDefinitionArn
            : seen.Definition.Value?.Arn;
        var evidence = definition is null
            ? Evidence.None
            : await session.Evidence.ReadAsync(
                report.Target.Names, definition, report.Target.Job is not null || failure.Code is Codes.BeforeJob or Codes.JobTimeout or Codes.TaskCheck, report.Target.Outputs.LogGroup, cancel);
        work.EvidenceFor = failure.Revision;
        board.Report(report with { Decision = report.Decision with { Failure = failure }, Result = null, Evidence = evidence, At = clock.GetUtcNow() });
    }

    private static Failure? LostEvidence(ServiceWork work, PassReport report) =>
        report.Decision.Phase is Phase.RolledBack or Phase.NoStable
        && (report.Seen.Record.BadFor(report.Target.Revision)?.Code ?? report.Seen.FailedBefore?.Code) is { } code
            ? new Failure(report.Target.Revision, code, code, $"quarantined with code {code} before this process started; its samples are gone")
            : null;

    [LoggerMessage(1, LogLevel.Information, "{Service} {Phase}: {Action} -> {Outcome} ({Detail})")]
    private static partial void Acted(ILogger log, string service, Phase phase, string action, ActionOutcome outcome, string detail);
}
