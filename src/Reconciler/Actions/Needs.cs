using System.Collections.Immutable;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>Which fresh facts the guard of an action asks for.</summary>
internal sealed record Needs
{
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>Rules and target groups whose owner must be known.</summary>
    public ImmutableArray<string> Owned { get; init; } = [];

    /// <summary>Target groups whose targets are counted.</summary>
    public ImmutableArray<string> Health { get; init; } = [];

    /// <summary>Target groups that no listener or rule may lead to.</summary>
    public ImmutableArray<string> Unused { get; init; } = [];

    /// <summary>Both ECS services with their tags, and so the record.</summary>
    public bool Services { get; init; }

    public string? TaskDefinition { get; init; }

    public string? Task { get; init; }

    public static Needs Of(PlannedAction action) => action switch
    {
        // The way home asks for the least: no other read may be able to fail it (I12).
        PlannedAction.SetWeights { CandidateWeight: 0 } home => new() { Rules = [home.RuleArn], Health = [home.StableGroup] },
        PlannedAction.SetWeights { CandidateWeight: 100 } all => new() { Rules = [all.RuleArn], Owned = [all.RuleArn], Health = [all.CandidateGroup], Services = true },
        PlannedAction.SetWeights some => new() { Rules = [some.RuleArn], Owned = [some.RuleArn], Health = [some.CandidateGroup, some.StableGroup], Services = true },
        PlannedAction.CreatePreviewRule rule => new() { Owned = [rule.CandidateGroup, rule.OtherGroup] },
        PlannedAction.CreateProductionRule { OtherWeight: 0 } rule => new() { Owned = [rule.StableGroup, rule.OtherGroup], Health = [rule.StableGroup] },
        PlannedAction.CreateProductionRule rule => new() { Owned = [rule.StableGroup, rule.OtherGroup], Health = [rule.StableGroup, rule.OtherGroup], Services = true },
        PlannedAction.DeletePreviewRule rule => new() { Owned = [rule.RuleArn] },
        PlannedAction.DeleteProductionRule rule => new() { Rules = rule.Staying, Owned = [rule.RuleArn] },
        PlannedAction.SetRouteConditions route => new() { Rules = [route.RuleArn], Owned = [route.RuleArn] },
        PlannedAction.SetRoutePriority route => new() { Owned = [route.RuleArn] },
        PlannedAction.ConfigureTargetGroup { Restores: true } group => new() { Owned = [group.TargetGroupArn], Services = true },
        PlannedAction.ConfigureTargetGroup group => new() { Rules = group.RuleArns, Owned = [group.TargetGroupArn] },
        PlannedAction.StopBeforeJob job => new() { Task = job.TaskArn },
        PlannedAction.StopCheckTask task => new() { Task = task.TaskArn },
        PlannedAction.RecordCheckTask result => new() { TaskDefinition = result.TaskDefinitionArn },
        PlannedAction.RecordJobResult result => new() { TaskDefinition = result.TaskDefinitionArn },
        PlannedAction.RunJob run => new() { TaskDefinition = run.TaskDefinitionArn },
        PlannedAction.WriteRuns write => new() { TaskDefinition = write.TaskDefinitionArn },
        PlannedAction.StopJob stop => new() { Task = stop.TaskArn },
        PlannedAction.NoteVerdict note => new() { TaskDefinition = note.TaskDefinitionArn },
        PlannedAction.CreateService service => new() { Owned = [service.TargetGroupArn] },
        PlannedAction.StartCandidate start => new() { Rules = start.RuleArns, Services = true },
        PlannedAction.Scale scale => new() { Rules = scale.RuleArns, Services = true },
        // The commit point: who is called stable must be well at this very moment, and a read of a moment ago may have been an old one.
        PlannedAction.WriteRecord { ProvenGroup: { } proven } record => new() { Rules = record.RuleArns, Health = [proven], Services = true },
        PlannedAction.WriteRecord record => new() { Rules = record.RuleArns, Services = true },
        PlannedAction.AdoptDefinition adopt => new() { TaskDefinition = adopt.TaskDefinitionArn, Services = true },
        PlannedAction.AdoptService => new() { Services = true },
        PlannedAction.RestoreSettings or PlannedAction.RestoreTags => new() { Services = true },
        PlannedAction.Roll or PlannedAction.ScaleRollingService => new() { Services = true },
        PlannedAction.RegisterScaling or PlannedAction.PutScalingPolicy or PlannedAction.RemoveScaling => new() { Services = true },

        PlannedAction.DeregisterTaskDefinition deregister => new() { TaskDefinition = deregister.TaskDefinitionArn, Services = true },
        PlannedAction.DeleteTaskDefinition delete => new() { TaskDefinition = delete.TaskDefinitionArn, Services = true },
        PlannedAction.StopDeparted stop => new() { Unused = stop.Groups, Services = true },
        PlannedAction.DeleteDeparted delete => new() { Unused = delete.Groups, Services = true },
        PlannedAction.DeleteTargetGroup group => new() { Owned = [group.TargetGroupArn] },

        // They make something new under a name or token of their own, and write to nothing that exists.
        PlannedAction.CreateTargetGroup or PlannedAction.RegisterTaskDefinition or PlannedAction.RunBeforeJob or PlannedAction.RunCheckTask or PlannedAction.CreateRollingService => new(),
        _ => throw new InvalidOperationException($"no guard knows {action}"),
    };
}
