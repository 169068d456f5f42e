using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Plans;

/// <summary>
/// What the rollout machine will do from here on when all that it waits for comes about: the machine itself is asked, step by step, about a world in
/// which nothing fails. So a plan is never a second opinion.
/// </summary>
internal static class Projection
{
    /// <summary>A rollout ends long before; what goes on for ever is a defect, and is said.</summary>
    private const int MostLooks = 20_000;

    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(1), Moment = TimeSpan.FromMilliseconds(1);

    private static readonly Phase[] Ends = [Phase.HandsOff, Phase.Contested, Phase.Adopt, Phase.Aborted, Phase.NoStable, Phase.Held, Phase.Preflight, Phase.RolledBack, Phase.Steady, Phase.Waiting, Phase.Done, Phase.Failed];

    public static ServicePlan Of(Target target, ServiceObservation seen, DateTimeOffset now)
    {
        // One that was here all along: a process that has just started only looks on for a while.
        var memory = new ProcessMemory { StartedAt = now - LongAgo, Idle = new(new Idle(now - LongAgo, now, 9), new Idle(now - LongAgo, now, 9)) };

        // Nothing is acted on: what was read while a thousand others were looked at is not too old.
        seen = Again(seen, now);
        var (steps, began, heldBy) = (ImmutableArray.CreateBuilder<PlannedStep>(), now, default(Freeze));
        var drift = Drift.Of(new View(target, seen, memory, now));
        for (var looks = 0; looks < MostLooks; looks++)
        {
            memory = Remember.Seen(memory, seen, target, now);
            var decision = RolloutMachine.Decide(target, seen, memory, now);
            memory = Remember.Decided(memory, seen, target, decision, now);
            if (decision.Action is { } action)
            {
                steps.Add(new PlannedStep(action, decision.Phase, decision.Reason, decision.Drift, now - began));
                memory = Remember.Done(memory, decision, now, target.Timing.ReadLag);
                now += Moment;
                seen = Again(Foreseen.After(action, seen, target, now), now);
                continue;
            }

            heldBy ??= decision.HeldBy;
            if (decision.HeldBy is { Until: { } until } && until > now)
            {
                now = until;
                seen = Hoped.At(seen, target, now);
                continue;
            }

            var isToTidy = memory.Housekeeping == Housekeeping.Due && seen.History.Known;
            if ((Ends.Contains(decision.Phase) && !isToTidy) || decision.HeldBy is not null || decision.Awaits != Awaits.Nobody || decision.Alarm is not null || (decision.Phase == Phase.Blind && steps.Count == 0))
                return new ServicePlan(target, steps.ToImmutable(), decision, now - began) { Drift = drift, HeldBy = heldBy };
            now += decision.LookAgain > Moment ? decision.LookAgain : Moment;
            seen = Hoped.At(seen, target, now);
        }

        throw new InvalidOperationException($"the plan for {target.Spec.Name} has no end: {string.Join("; ", steps.TakeLast(5).Select(step => step.Action.Summary))}");
    }

    private static ServiceObservation Again(ServiceObservation seen, DateTimeOffset now) => seen with
    {
        Services = Hoped.Again(seen.Services, now),
        Rules = Hoped.Again(seen.Rules, now),
    };
}

/// <param name="After">When it comes, if all goes well; holds, bakes and the keeping of the old colour included.</param>
internal sealed record PlannedStep(PlannedAction Action, Phase Phase, string Reason, string? Drift, TimeSpan After)
{
    /// <summary>AWS operations, as IAM and CloudTrail spell them; reads are not among them.</summary>
    public ImmutableArray<string> Calls => Action switch
    {
        PlannedAction.CreateTargetGroup => ["elasticloadbalancing:CreateTargetGroup"],
        PlannedAction.ConfigureTargetGroup => ["elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes"],
        PlannedAction.CreatePreviewRule or PlannedAction.CreateProductionRule => ["elasticloadbalancing:CreateRule"],
        PlannedAction.DeletePreviewRule or PlannedAction.DeleteProductionRule => ["elasticloadbalancing:DeleteRule"],
        PlannedAction.SetWeights or PlannedAction.SetRouteConditions => ["elasticloadbalancing:ModifyRule"],
        PlannedAction.SetRoutePriority => ["elasticloadbalancing:SetRulePriorities"],
        PlannedAction.RegisterTaskDefinition => ["ecs:RegisterTaskDefinition"],
        PlannedAction.RunBeforeJob or PlannedAction.RunCheckTask or PlannedAction.RunJob => ["ecs:RunTask"],
        PlannedAction.StopBeforeJob or PlannedAction.StopCheckTask or PlannedAction.StopJob => ["ecs:StopTask"],
        PlannedAction.CreateService or PlannedAction.CreateRollingService => ["ecs:CreateService"],
        PlannedAction.StartCandidate or PlannedAction.Roll or PlannedAction.Scale or PlannedAction.ScaleRollingService => ["ecs:UpdateService"],
        PlannedAction.RestoreSettings => ["ecs:UpdateService"],
        PlannedAction.RestoreTags or PlannedAction.AdoptDefinition or PlannedAction.AdoptService => ["ecs:TagResource"],
        PlannedAction.WriteRecord or PlannedAction.NoteVerdict or PlannedAction.RecordJobResult or PlannedAction.RecordCheckTask or PlannedAction.WriteRuns => ["ecs:TagResource"],
        PlannedAction.RegisterScaling => ["application-autoscaling:RegisterScalableTarget"],
        PlannedAction.PutScalingPolicy => ["application-autoscaling:PutScalingPolicy"],
        PlannedAction.RemoveScaling => ["application-autoscaling:DeregisterScalableTarget"],
        PlannedAction.DeregisterTaskDefinition => ["ecs:DeregisterTaskDefinition"],
        PlannedAction.DeleteTaskDefinition => ["ecs:DeleteTaskDefinitions"],
        PlannedAction.StopDeparted => ["ecs:UpdateService"],
        PlannedAction.DeleteDeparted => ["ecs:DeleteService"],
        PlannedAction.DeleteTargetGroup => ["elasticloadbalancing:DeleteTargetGroup"],
        _ => throw new InvalidOperationException($"no call is known for {Action}"),
    };

    /// <summary>ECS starts tasks of another task definition for it, or replaces those that run.</summary>
    public bool StartsDeployment => Action is PlannedAction.CreateService or PlannedAction.CreateRollingService or PlannedAction.StartCandidate or PlannedAction.Roll;
}

/// <param name="End">Where it comes to rest, and why.</param>
/// <param name="Lasts">If all goes well.</param>
internal sealed record ServicePlan(Target Target, ImmutableArray<PlannedStep> Steps, Decision End, TimeSpan Lasts)
{
    public ImmutableArray<FieldChange> Changes { get; init; } = [];

    /// <summary>What is live and not as wanted now, and what becomes of it.</summary>
    public ImmutableArray<Difference> Drift { get; init; } = [];

    /// <summary>The first freeze on the way; what comes after it is planned for when it has ended.</summary>
    public Freeze? HeldBy { get; init; }

    public bool HasChanges => !Steps.IsEmpty;

    /// <summary>No ECS service of it exists yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>It comes to rest without a person.</summary>
    public bool IsAtItsEnd => !IsStuck && End.Awaits == Awaits.Nobody;

    /// <summary>What is desired is not reached without a person or another commit. A step that waits for a person's approval is as the files want it.</summary>
    public bool IsStuck => End.Awaits != Awaits.Approval && (End.Phase is not (Phase.Steady or Phase.Held or Phase.Waiting or Phase.Done) || End.HeldBy is not null);
}
