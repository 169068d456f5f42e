using Publican.Aws;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

public enum ActionOutcome
{
    /// <summary>AWS accepted it, and where it matters most (weights) a read showed it.</summary>
    Done,

    /// <summary>AWS answered that it did nothing, or a guard refused before the call.</summary>
    Refused,

    /// <summary>No answer: it may have happened.</summary>
    Unclear,
}

/// <param name="Error">For people; null when done.</param>
public sealed record ActionResult(ActionOutcome Outcome, string? Error);

/// <summary>Carries out one planned action: the only door to AWS's mutating calls.</summary>
public sealed class ActionRunner(AwsClients aws)
{
    private readonly RuleActions _rules = new(aws.LoadBalancing);
    private readonly TargetGroupActions _groups = new(aws.LoadBalancing);
    private readonly EcsActions _ecs = new(aws.Ecs);

    /// <param name="epoch">Of the lease under which the action was decided; 0 without one.</param>
    public async Task<ActionResult> RunAsync(PlannedAction action, Target target, CancellationToken cancel, long epoch = 0)
    {
        // Ends with this method: what an async method sets is not seen by its caller.
        Sending.Current = new Sending(action is PlannedAction.SetWeights { CandidateWeight: 0 } ? Purpose.TrafficHome : Purpose.Change, epoch);
        try
        {
            await GuardAsync(action, cancel);
            await DispatchAsync(action, target, cancel);
            return new ActionResult(ActionOutcome.Done, null);
        }
        catch (GuardException refusal)
        {
            return new ActionResult(ActionOutcome.Refused, refusal.Message);
        }
        catch (NotSentException refusal)
        {
            return new ActionResult(refusal.MaybeDone ? ActionOutcome.Unclear : ActionOutcome.Refused, $"{action.Summary}: {refusal.Message}");
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            var outcome = AwsErrors.IsRefusal(error) ? ActionOutcome.Refused : ActionOutcome.Unclear;
            return new ActionResult(outcome, $"{action.Summary}: {AwsErrors.Describe(error)}");
        }
    }

    private async Task GuardAsync(PlannedAction action, CancellationToken cancel)
    {
        switch (action)
        {
            case PlannedAction.Scale { Count: 0 } scale:
                await _rules.RequireNoTrafficAsync(scale.RuleArn, scale.TargetGroupArn, cancel);
                break;
            case PlannedAction.StartCandidate start:
                await _rules.RequireNoTrafficAsync(start.RuleArn, start.TargetGroupArn, cancel);
                break;
        }
    }

    private Task DispatchAsync(PlannedAction action, Target target, CancellationToken cancel) => action switch
    {
        PlannedAction.SetWeights weights => _rules.SetWeightsAsync(weights, target, cancel),
        PlannedAction.CreatePreviewRule rule => _rules.CreatePreviewAsync(rule, target, cancel),
        PlannedAction.CreateProductionRule rule => _rules.CreateProductionAsync(rule, target, cancel),
        PlannedAction.DeletePreviewRule rule => _rules.DeleteAsync(rule, target, cancel),
        PlannedAction.SetRoutePath route => _rules.SetPathAsync(route, target, cancel),
        PlannedAction.SetRoutePriority route => _rules.SetPriorityAsync(route, target, cancel),
        PlannedAction.CreateTargetGroup group => _groups.CreateAsync(group, target, cancel),
        PlannedAction.ConfigureTargetGroup group => _groups.ConfigureAsync(group, target, cancel),
        PlannedAction.RegisterTaskDefinition => _ecs.RegisterAsync(target, cancel),
        PlannedAction.RunBeforeJob job => _ecs.RunBeforeJobAsync(job, target, cancel),
        PlannedAction.StopBeforeJob job => _ecs.StopAsync(job, target, cancel),
        PlannedAction.RecordJobResult result => _ecs.RecordAsync(result, cancel),
        PlannedAction.ForgetJobResult forget => _ecs.ForgetAsync(forget, cancel),
        PlannedAction.CreateService service => _ecs.CreateServiceAsync(service, target, cancel),
        PlannedAction.StartCandidate start => _ecs.StartAsync(start, target, cancel),
        PlannedAction.Scale scale => _ecs.ScaleAsync(scale, target, cancel),
        PlannedAction.WriteRecord record => _ecs.WriteRecordAsync(record, cancel),
        _ => throw new InvalidOperationException($"no way to carry out {action}"),
    };
}

/// <summary>A write that an invariant of the contract forbids; the message starts with its name.</summary>
public sealed class GuardException(string message) : Exception(message);
