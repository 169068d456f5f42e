using Publican.Aws;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

public enum ActionOutcome
{
    /// <summary>AWS accepted it.</summary>
    Done,

    /// <summary>AWS answered that it did nothing, or the guard refused before the call.</summary>
    Refused,

    /// <summary>No answer: it may have happened. Or somebody else's write took its place.</summary>
    Unclear,
}

/// <param name="Error">For people; null when done.</param>
/// <param name="Invariant">Name of the invariant that forbade the write; null when none did.</param>
public sealed record ActionResult(ActionOutcome Outcome, string? Error, string? Invariant = null);

/// <summary>Carries out one planned action: the only door to AWS's mutating calls, and every write is judged at it by facts read right before.</summary>
public sealed class ActionRunner(AwsClients aws, TimeProvider clock)
{
    private readonly FactReader _facts = new(aws.Ecs, aws.LoadBalancing, clock);
    private readonly RuleActions _rules = new(aws.LoadBalancing);
    private readonly TargetGroupActions _groups = new(aws.LoadBalancing);
    private readonly EcsActions _ecs = new(aws.Ecs);
    private readonly JobActions _jobs = new(aws.Ecs);
    private readonly ScalingActions _scaling = new(aws.Scaling);

    /// <param name="epoch">Of the lease under which the action was decided; 0 without one.</param>
    public async Task<ActionResult> RunAsync(PlannedAction action, Target target, CancellationToken cancel, long epoch = 0)
    {
        // Ends with this method: what an async method sets is not seen by its caller.
        Sending.Current = new Sending(action is PlannedAction.SetWeights { CandidateWeight: 0 } ? Purpose.TrafficHome : Purpose.Change, epoch);
        if (action is PlannedAction.SetWeights { CandidateWeight: 0 })
            CallScope.Current = new CallScope(CallPriority.Rollback);
        FreshFacts facts;
        try
        {
            facts = await _facts.ReadAsync(action, target, cancel);
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            return new ActionResult(ActionOutcome.Refused, $"{action.Summary}: the read before the write failed, nothing was written: {AwsErrors.Describe(error)}");
        }

        if (Invariants.Refusal(action, facts, target, clock.GetUtcNow()) is { } refusal)
            return Forbidden(ActionOutcome.Refused, $"{refusal}; nothing was written");
        if (action is not PlannedAction.SetWeights { CandidateWeight: 0 })
            CallScope.Current = CallScope.Current with { SendBy = facts.At + target.Timing.Fresh };
        try
        {
            await DispatchAsync(action, target, facts, cancel);
        }
        catch (NothingDoneException refused)
        {
            return new ActionResult(ActionOutcome.Refused, refused.Message);
        }
        catch (NotSentException held)
        {
            return new ActionResult(held.MaybeDone ? ActionOutcome.Unclear : ActionOutcome.Refused, $"{action.Summary}: {held.Message}");
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            var outcome = AwsErrors.IsRefusal(error) ? ActionOutcome.Refused : ActionOutcome.Unclear;
            return new ActionResult(outcome, $"{action.Summary}: {AwsErrors.Describe(error)}");
        }

        return await ReadBackAsync(action, cancel) ?? new ActionResult(ActionOutcome.Done, null);
    }

    /// <summary>
    /// I17: a forward move is read back. The weight from before is a read that lags, and the next pass waits for it; any other
    /// was written by somebody else. The pass after the way home follows at once, and is its read-back.
    /// </summary>
    private async Task<ActionResult?> ReadBackAsync(PlannedAction action, CancellationToken cancel)
    {
        if (action is not PlannedAction.SetWeights { CandidateWeight: > 0 } weights)
            return null;
        try
        {
            var rules = await _facts.RulesAsync(Needs.Of(weights).Rules, cancel);
            var other = rules.Select(rule => new FreshFacts(default) { Rules = [rule] }.WeightOf(weights.CandidateGroup))
                .FirstOrDefault(live => live != weights.CandidateWeight && live != weights.From, -1);
            return other < 0 ? null : Forbidden(ActionOutcome.Unclear, $"I17: read back, the candidate has {other} and not {weights.CandidateWeight}; somebody else wrote it");
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            // Nothing moves on before a read shows the write, in this pass or a later one.
            return null;
        }
    }

    private static ActionResult Forbidden(ActionOutcome outcome, string message) => new(outcome, message, message.Split(':')[0]);

    private Task DispatchAsync(PlannedAction action, Target target, FreshFacts facts, CancellationToken cancel) => action switch
    {
        PlannedAction.SetWeights weights => _rules.SetWeightsAsync(weights, facts, cancel),
        PlannedAction.CreatePreviewRule rule => _rules.CreatePreviewAsync(rule, target, cancel),
        PlannedAction.CreateProductionRule rule => _rules.CreateProductionAsync(rule, target, cancel),
        PlannedAction.DeletePreviewRule rule => _rules.DeleteAsync(rule.RuleArn, cancel),
        PlannedAction.DeleteProductionRule rule => _rules.DeleteAsync(rule.RuleArn, cancel),
        PlannedAction.SetRouteConditions route => _rules.SetConditionsAsync(route, facts, cancel),
        PlannedAction.SetRoutePriority route => _rules.SetPriorityAsync(route, cancel),
        PlannedAction.CreateTargetGroup group => _groups.CreateAsync(group, target, cancel),
        PlannedAction.ConfigureTargetGroup group => _groups.ConfigureAsync(group, target, cancel),
        PlannedAction.RegisterTaskDefinition register => _ecs.RegisterAsync(register, target, cancel),
        PlannedAction.RunBeforeJob job => _ecs.RunBeforeJobAsync(job, target, cancel),
        PlannedAction.StopBeforeJob job => _ecs.StopAsync(job.TaskArn, "the before-job's timeout is over", target, cancel),
        PlannedAction.RecordJobResult result => _ecs.RecordAsync(result, cancel),
        PlannedAction.RunCheckTask check => _ecs.RunCheckTaskAsync(check, target, cancel),
        PlannedAction.StopCheckTask stop => _ecs.StopAsync(stop.TaskArn, "the check task's timeout is over", target, cancel),
        PlannedAction.RecordCheckTask result => _ecs.RecordAsync(result, cancel),
        PlannedAction.NoteVerdict note => _ecs.NoteAsync(note, cancel),
        PlannedAction.CreateService service => _ecs.CreateServiceAsync(service, target, cancel),
        PlannedAction.StartCandidate start => _ecs.StartAsync(start, target, facts, cancel),
        PlannedAction.Scale scale => _ecs.ScaleAsync(scale, target, cancel),
        PlannedAction.CreateRollingService create => _ecs.CreateRollingServiceAsync(create, target, cancel),
        PlannedAction.Roll roll => _ecs.RollAsync(roll, target, facts, cancel),
        PlannedAction.ScaleRollingService scale => _ecs.ScaleRollingServiceAsync(scale, target, cancel),
        PlannedAction.RegisterScaling register => _scaling.RegisterAsync(register, target, cancel),
        PlannedAction.PutScalingPolicy put => _scaling.PutAsync(put, target, cancel),
        PlannedAction.RemoveScaling remove => _scaling.RemoveAsync(remove, target, cancel),
        PlannedAction.RestoreSettings restore => _ecs.RestoreAsync(restore, target, cancel),
        PlannedAction.AdoptDefinition adopt => _ecs.AdoptAsync(adopt, target, cancel),
        PlannedAction.AdoptService adopt => _ecs.AdoptAsync(adopt, target, cancel),
        PlannedAction.RestoreTags restore => _ecs.RestoreAsync(restore, cancel),
        PlannedAction.RunJob run => _jobs.RunAsync(run, target, cancel),
        PlannedAction.StopJob stop => _ecs.StopAsync(stop.TaskArn, stop.Why, target, cancel),
        PlannedAction.WriteRuns write => _jobs.WriteAsync(write, cancel),
        PlannedAction.WriteRecord record => _ecs.WriteRecordAsync(record, cancel),
        PlannedAction.StopDeparted stop => _ecs.StopDepartedAsync(stop, target, cancel),
        PlannedAction.DeleteDeparted delete => _ecs.DeleteDepartedAsync(delete, target, cancel),
        PlannedAction.DeregisterTaskDefinition deregister => _ecs.DeregisterAsync(deregister, cancel),
        PlannedAction.DeleteTaskDefinition delete => _ecs.DeleteDefinitionAsync(delete, cancel),
        PlannedAction.DeleteTargetGroup delete => _groups.DeleteAsync(delete, cancel),
        _ => throw new InvalidOperationException($"no way to carry out {action}"),
    };
}

/// <summary>AWS answered with success and did nothing.</summary>
internal sealed class NothingDoneException(string message) : Exception(message);
