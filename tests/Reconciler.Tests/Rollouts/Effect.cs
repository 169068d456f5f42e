using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Tests.Rollouts;

/// <summary>What the next read shows when an action has happened and nothing else has.</summary>
internal static class Effect
{
    public static ServiceObservation Of(PlannedAction action, ServiceObservation seen, Target target, DateTimeOffset now)
    {
        var after = Apply(action, seen, target, now);
        return after with { Services = Again(after.Services, now), Rules = Again(after.Rules, now) };
    }

    private static ServiceObservation Apply(PlannedAction action, ServiceObservation seen, Target target, DateTimeOffset now) => action switch
    {
        PlannedAction.CreateTargetGroup create => seen with
        {
            TargetGroups = Change(seen.TargetGroups, groups => groups.With(create.Colour, Sample.TargetGroup(create.Colour, target.GroupSettings))),
        },
        PlannedAction.ConfigureTargetGroup { Restores: true } configure => seen with { StableGroup = Change(seen.StableGroup, group => group! with { Settings = configure.Settings }) },
        PlannedAction.AdoptDefinition adopt => Restored(seen, Colour.Blue, service => service with { Revision = adopt.Revision }),
        PlannedAction.AdoptService adopt => Restored(seen, Colour.Blue, service => service with { Ours = true, Tags = service.Tags.SetItems(adopt.Record.ChangesFrom(ReleaseRecord.Empty)) }),
        PlannedAction.RestoreSettings restore => Restored(seen, restore.Colour, service => service with { Settings = service.Settings.SetItems(restore.Wanted) }),
        PlannedAction.RestoreTags restore => Restored(seen, restore.Colour, service => service with { Tags = service.Tags.SetItem(OwnerTags.Colour, restore.Colour.Word()) }),
        PlannedAction.ConfigureTargetGroup configure => seen with
        {
            TargetGroups = Change(seen.TargetGroups, groups => groups.With(configure.Colour, groups[configure.Colour]! with { Settings = configure.Settings })),
        },
        PlannedAction.CreatePreviewRule preview => Rules(seen, rules => rules with
        {
            Preview = rules.Preview.Add(At(preview.Route, Sample.PreviewTo(preview.Candidate), preview.Route.PreviewPriority)),
        }),
        PlannedAction.DeletePreviewRule delete => Rules(seen, rules => rules with { Preview = [.. rules.Preview.Where(rule => rule.Arn != delete.RuleArn)] }),
        PlannedAction.CreateProductionRule rule => Rules(seen, rules => rules with
        {
            Production = rules.Production.Add(At(rule.Route, Sample.Production(rule.Stable == Colour.Blue ? 100 - rule.OtherWeight : rule.OtherWeight, rule.Revision), rule.Route.ProductionPriority)),
        }),
        PlannedAction.DeleteProductionRule delete => Rules(seen, rules => rules with { Production = [.. rules.Production.Where(rule => rule.Arn != delete.RuleArn)] }),
        PlannedAction.SetWeights weights => Production(seen, weights.RuleArn, rule => rule with
        {
            Weights = rule.Weights.SetItem(weights.StableGroup, 100 - weights.CandidateWeight).SetItem(weights.CandidateGroup, weights.CandidateWeight),
        }),
        PlannedAction.SetRouteConditions route => Production(seen, route.RuleArn, rule => rule with { Hosts = route.Route.Spec.Hosts, Paths = route.Route.Spec.Paths }),
        PlannedAction.SetRoutePriority priority => Production(seen, priority.RuleArn, rule => rule with { Priority = priority.Priority }),
        PlannedAction.RegisterTaskDefinition register => seen with
        {
            Definition = Fact<TaskDefinition?>.Of(new($"arn:definition/{register.Revision}", register.Revision, Before: null), now),
        },
        PlannedAction.RunBeforeJob => seen with { BeforeJob = Fact<OneOffTask?>.Of(new("arn:task/1", "PENDING", now, null, null), now) },
        PlannedAction.StopBeforeJob => seen with
        {
            BeforeJob = Change(seen.BeforeJob, job => job! with { LastStatus = "STOPPED", ExitCode = 137, StoppedReason = "Task stopped by user" }),
        },
        PlannedAction.RecordJobResult result => seen with { Definition = Change(seen.Definition, definition => definition! with { Before = result.Result }) },
        PlannedAction.RunCheckTask check => CheckTask(seen, check.Hook, task => task with { Task = new("arn:task/2", "PENDING", now, null, null) }),
        PlannedAction.StopCheckTask check => CheckTask(seen, check.Hook, task => task with { Task = task.Task! with { LastStatus = "STOPPED", ExitCode = 137, StoppedReason = "Task stopped by user" } }),
        PlannedAction.RecordCheckTask check => CheckTask(seen, check.Hook, task => task with { Task = null, Noted = new JobResult(Code: null) }) with
        {
            Definition = Change(seen.Definition, definition => definition! with { Checks = definition.Checks.SetItem(check.Hook, new JobResult(Code: null)) }),
        },
        PlannedAction.NoteVerdict note => seen with
        {
            Services = Change(seen.Services, services => services.Select(service => service?.TaskDefinitionArn == note.TaskDefinitionArn ? service with { Verdict = note.Verdict } : service)),
        },
        PlannedAction.CreateService create => Service(Start(seen, create.Colour, create.TaskDefinitionArn, create.Count, now), create.Colour, service => service! with
        {
            Tags = service.Tags.SetItems((ReleaseRecord.Empty with { Retried = create.Retried }).ChangesFrom(ReleaseRecord.Empty)),
        }),
        PlannedAction.StartCandidate start => Start(seen, start.Colour, start.TaskDefinitionArn, start.Count, now),
        PlannedAction.Scale scale => Service(seen, scale.Colour, service => service! with { Desired = scale.Count }),
        PlannedAction.CreateRollingService create => Service(Start(seen, Colour.Blue, create.TaskDefinitionArn, create.Count, now), Colour.Blue, service => service! with
        {
            TargetGroupArn = null,
            Tags = create.Record.ChangesFrom(ReleaseRecord.Empty),
        }),
        PlannedAction.Roll roll => Service(Start(seen, Colour.Blue, roll.TaskDefinitionArn, roll.Count, now), Colour.Blue, service => service! with { TargetGroupArn = null }),
        PlannedAction.ScaleRollingService scale => Service(seen, Colour.Blue, service => service! with { Desired = scale.Count }),
        PlannedAction.RegisterScaling register => Scaling(seen, register.Colour, target => new ScalableTarget(register.Min, register.Max, register.Frozen, register.Suspended.Out) { Policy = target?.Policy }) with
        {
            Services = Change(seen.Services, services => services.With(register.Colour, services[register.Colour]! with { Desired = Math.Clamp(services[register.Colour]!.Desired, register.Min, register.Max) })),
        },
        PlannedAction.PutScalingPolicy put => Scaling(seen, put.Colour, target => target! with { Policy = put.Policy }),
        PlannedAction.RemoveScaling remove => Scaling(seen, remove.Colour, _ => null),
        PlannedAction.DeregisterTaskDefinition deregister => seen with { History = Change(seen.History, history => [.. history.Select(past => past.Arn == deregister.TaskDefinitionArn ? past with { Active = false } : past)]) },
        PlannedAction.DeleteTaskDefinition delete => seen with { History = Change(seen.History, history => [.. history.Where(past => past.Arn != delete.TaskDefinitionArn)]) },
        PlannedAction.WriteRecord record => Service(seen, Colour.Blue, service => service! with
        {
            Tags = service.Tags.SetItems(record.After.ChangesFrom(record.Before)),
        }),
        _ => throw new InvalidOperationException($"tests do not know what {action} does"),
    };

    private static ServiceObservation Scaling(ServiceObservation seen, Colour colour, Func<ScalableTarget?, ScalableTarget?> change) =>
        seen with { Scaling = Change(seen.Scaling, targets => targets.With(colour, change(targets[colour]))) };

    private static ServiceObservation CheckTask(ServiceObservation seen, string hook, Func<TaskReading, TaskReading> change) =>
        seen with { Checks = seen.Checks with { Tasks = [.. seen.Checks.Tasks.Select(task => task.Hook == hook ? change(task) : task)] } };

    private static ServiceObservation Start(ServiceObservation seen, Colour colour, string definition, int count, DateTimeOffset now) => Service(seen, colour, service =>
    {
        var started = Sample.Service(colour, definition["arn:definition/".Length..], count, 0, state: "IN_PROGRESS", createdAt: now) with { Pending = count };
        return started with { Tags = service?.Tags ?? ImmutableSortedDictionary<string, string>.Empty };
    }) with
    {
        Health = Change(seen.Health, health => health.With(colour, GroupHealth.None)),
    };

    private static ServiceObservation Service(ServiceObservation seen, Colour colour, Func<EcsService?, EcsService?> change) =>
        seen with { Services = Change(seen.Services, services => services.With(colour, change(services[colour]))) };

    private static ServiceObservation Restored(ServiceObservation seen, Colour colour, Func<EcsService, EcsService> change) => Service(seen, colour, service => change(service!));

    private static Rule At(ResolvedRoute route, Rule rule, int priority) => rule with
    {
        Arn = $"{rule.Arn}/{route.Spec.Listener}/{priority}",
        ListenerArn = route.ListenerArn,
        Priority = priority,
        Hosts = route.Spec.Hosts,
        Paths = route.Spec.Paths,
    };

    private static ServiceObservation Production(ServiceObservation seen, string ruleArn, Func<Rule, Rule> change) =>
        Rules(seen, rules => rules with { Production = [.. rules.Production.Select(rule => rule.Arn == ruleArn ? change(rule) : rule)] });

    private static ServiceObservation Rules(ServiceObservation seen, Func<ServiceRules, ServiceRules> change) => seen with { Rules = Change(seen.Rules, change) };

    private static Fact<T> Change<T>(Fact<T> fact, Func<T, T> change) => fact.Known ? Fact<T>.Of(change(fact.Value!), fact.At) : fact;

    private static Fact<T> Again<T>(Fact<T> fact, DateTimeOffset now) => fact.Known ? Fact<T>.Of(fact.Value!, now) : fact;
}
