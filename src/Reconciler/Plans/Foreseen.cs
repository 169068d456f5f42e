using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Plans;

/// <summary>What the next read will show when an action has been carried out and nothing else has happened.</summary>
internal static class Foreseen
{
    public static ServiceObservation After(PlannedAction action, ServiceObservation seen, Target target, DateTimeOffset now) => action switch
    {
        PlannedAction.CreateTargetGroup create => Groups(seen, create.Colour, _ => new TargetGroup
        {
            Arn = New(target.Names.TargetGroup(create.Colour)), Name = target.Names.TargetGroup(create.Colour), Ours = true, Settings = AsCreated(target.GroupSettings),
        }),
        PlannedAction.ConfigureTargetGroup { Restores: true } configure => seen with { StableGroup = Change(seen.StableGroup, group => group! with { Settings = configure.Settings }) },
        PlannedAction.ConfigureTargetGroup configure => Groups(seen, configure.Colour, group => group! with { Settings = configure.Settings }),
        PlannedAction.CreatePreviewRule rule => Rules(seen, rules => rules with
        {
            Preview = rules.Preview.Add(RuleAt(rule.Route, rule.Route.PreviewListenerArn, rule.Route.PreviewPriority, Rule.OfPreview, "-", (rule.CandidateGroup, 100), (rule.OtherGroup, 0)) with
            {
                PreviewHeader = rule.Route.TestListenerArn is null ? "" : null,
            }),
        }),
        PlannedAction.DeletePreviewRule delete => Rules(seen, rules => rules with { Preview = [.. rules.Preview.Where(rule => rule.Arn != delete.RuleArn)] }),
        PlannedAction.CreateProductionRule rule => Rules(seen, rules => rules with
        {
            Production = rules.Production.Add(RuleAt(rule.Route, rule.Route.ListenerArn, rule.Route.ProductionPriority, Rule.OfProduction, rule.Revision,
                (rule.StableGroup, 100 - rule.OtherWeight), (rule.OtherGroup, rule.OtherWeight))),
        }),
        PlannedAction.DeleteProductionRule delete => Rules(seen, rules => rules with { Production = [.. rules.Production.Where(rule => rule.Arn != delete.RuleArn)] }),
        PlannedAction.SetWeights weights => Production(seen, weights.RuleArn, rule => rule with
        {
            Weights = rule.Weights.SetItem(weights.StableGroup, 100 - weights.CandidateWeight).SetItem(weights.CandidateGroup, weights.CandidateWeight),
        }),
        PlannedAction.SetRouteConditions route => Production(seen, route.RuleArn, rule => rule with { Hosts = route.Route.Spec.Hosts, Paths = route.Route.Spec.Paths }),
        PlannedAction.SetRoutePriority priority => Production(seen, priority.RuleArn, rule => rule with { Priority = priority.Priority }),
        PlannedAction.RegisterTaskDefinition { Runs: { } runs } register => ForeseenJob.Registered(register.Revision, runs, seen, New(target.Names.Family), now),
        PlannedAction.WriteRuns write => ForeseenJob.Written(write, seen),
        PlannedAction.RunJob run => ForeseenJob.Started(run, seen, New("task"), now),
        PlannedAction.StopJob stop => ForeseenJob.Stopped(stop, seen, now),
        PlannedAction.RegisterTaskDefinition register => Registered(seen, New(target.Names.Family), register.Revision) with { Definition = Fact<TaskDefinition?>.Of(new(New(target.Names.Family), register.Revision, Before: null), now) },
        PlannedAction.RunBeforeJob => seen with { BeforeJob = Fact<OneOffTask?>.Of(new(New("task"), "RUNNING", now, null, null), now) },
        PlannedAction.StopBeforeJob => seen with { BeforeJob = Fact<OneOffTask?>.Of(seen.BeforeJob.Value! with { LastStatus = "STOPPED", ExitCode = 137 }, now) },
        PlannedAction.RecordJobResult result => Definition(seen, definition => definition with { Before = result.Result }),
        PlannedAction.RunCheckTask check => CheckTask(seen, check.Hook, task => task with { Task = new(New("task"), "RUNNING", now, null, null) }),
        PlannedAction.StopCheckTask check => CheckTask(seen, check.Hook, task => task with { Task = task.Task! with { LastStatus = "STOPPED", ExitCode = 137 } }),
        PlannedAction.RecordCheckTask check => Definition(
            CheckTask(seen, check.Hook, task => task with { Task = null, Noted = new JobResult(Code: null) }),
            definition => definition with { Checks = definition.Checks.SetItem(check.Hook, new JobResult(Code: null)) }),
        PlannedAction.NoteVerdict note => History(seen, past => past.Arn == note.TaskDefinitionArn ? past with { Verdict = note.Verdict } : past) with
        {
            Services = Change(seen.Services, services => services.Select(service => service?.TaskDefinitionArn == note.TaskDefinitionArn ? service with { Verdict = note.Verdict } : service)),
        },
        PlannedAction.CreateService create => Started(seen, create.Colour, target, create.TaskDefinitionArn, target.Revision, create.Count, create.TargetGroupArn,
            ReleaseRecord.Empty with { Retried = create.Retried }, now),
        PlannedAction.StartCandidate start => Started(seen, start.Colour, target, start.TaskDefinitionArn, target.Revision, start.Count, start.TargetGroupArn, null, now),
        PlannedAction.CreateRollingService create => Started(seen, Colour.Blue, target, create.TaskDefinitionArn, target.Revision, create.Count, null, create.Record, now),
        PlannedAction.Roll roll => Started(seen, Colour.Blue, target, roll.TaskDefinitionArn, roll.Revision, roll.Count, null, null, now),
        PlannedAction.RestoreSettings restore => Service(seen, restore.Colour, service => service! with { Settings = service.Settings.SetItems(restore.Wanted) }),
        PlannedAction.AdoptDefinition adopt => Service(seen, Colour.Blue, service => service! with { Revision = adopt.Revision }),
        PlannedAction.AdoptService adopt => Service(seen, Colour.Blue, service => service! with { Ours = true, Tags = service.Tags.SetItems(adopt.Record.ChangesFrom(ReleaseRecord.Empty)) }),
        PlannedAction.RestoreTags restore => Service(seen, restore.Colour, service => service! with { Tags = service.Tags.SetItem(OwnerTags.Colour, restore.Colour.Word()) }),
        PlannedAction.Scale scale => Service(seen, scale.Colour, service => service! with { Desired = scale.Count }),
        PlannedAction.ScaleRollingService scale => Service(seen, Colour.Blue, service => service! with { Desired = scale.Count }),
        PlannedAction.WriteRecord { InOtherShape: true } record => seen with { OtherShape = Change(seen.OtherShape, services => services with { Blue = Tagged(services.Blue!, record) }) },
        PlannedAction.WriteRecord record => Service(seen, Colour.Blue, service => Tagged(service!, record)),
        PlannedAction.RegisterScaling register => Service(
            Scaling(seen, register.Colour, old => new ScalableTarget(register.Min, register.Max, register.Frozen, register.Suspended.Out) { ScheduledSuspended = register.Suspended.Scheduled, Policy = old?.Policy }),
            register.Colour,
            service => service! with { Desired = Math.Clamp(service.Desired, register.Min, register.Max) }),
        PlannedAction.PutScalingPolicy put => Scaling(seen, put.Colour, old => old! with { Policy = put.Policy }),
        PlannedAction.RemoveScaling remove => Scaling(seen, remove.Colour, _ => null),
        PlannedAction.DeregisterTaskDefinition deregister => History(seen, past => past.Arn == deregister.TaskDefinitionArn ? past with { Active = false } : past),
        PlannedAction.DeleteTaskDefinition delete => History(seen, past => past.Arn == delete.TaskDefinitionArn ? null : past),
        PlannedAction.StopDeparted stop => Service(seen, stop.Colour, service => service! with { Desired = 0, Running = 0, Pending = 0 }),
        PlannedAction.DeleteDeparted delete => Service(seen, delete.Colour, _ => null),
        PlannedAction.DeleteTargetGroup delete => Groups(seen, delete.Colour, _ => null),
        _ => throw new InvalidOperationException($"nobody foresees what {action} does"),
    };

    /// <summary>Stands for the ARN of what does not exist yet. Without spaces: in a tag of the record it is one word.</summary>
    private static string New(string name) => $"new:{name.Replace(' ', '/')}";

    /// <summary>CreateTargetGroup takes whole seconds, and no deregistration delay: that is 300 s until it is written.</summary>
    private static GroupSettings AsCreated(GroupSettings settings) => settings with
    {
        Interval = WholeSeconds(settings.Interval),
        Timeout = WholeSeconds(settings.Timeout),
        DeregistrationDelay = TimeSpan.FromSeconds(300),
    };

    private static TimeSpan WholeSeconds(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(time.TotalSeconds)));

    private static ServiceObservation Started(
        ServiceObservation seen, Colour colour, Target target, string definition, string revision, int count, string? group, ReleaseRecord? record, DateTimeOffset now) =>
        Service(seen, colour, service =>
        {
            var primary = new Deployment(New("deployment"), "IN_PROGRESS", null, now, 0);
            return service is null
                ? new EcsService
                {
                    Arn = New(target.Names.EcsService(colour)), Name = target.Names.EcsService(colour), Ours = true, Status = "ACTIVE", TaskDefinitionArn = definition, Revision = revision, Image = target.Image,
                    Desired = count, Running = 0, Pending = count, Primary = primary, Deployments = 1, TargetGroupArn = group, Tags = (record ?? ReleaseRecord.Empty).ChangesFrom(ReleaseRecord.Empty),
                }
                : service with
                {
                    TaskDefinitionArn = definition,
                    Revision = revision,
                    Image = target.Image,
                    Verdict = null,
                    Desired = count,
                    Running = 0,
                    Pending = count,
                    Primary = primary,
                    TargetGroupArn = group ?? service.TargetGroupArn,
                };
        }) with
        {
            Health = Change(seen.Health, health => health.With(colour, GroupHealth.None)),
        };

    private static EcsService Tagged(EcsService service, PlannedAction.WriteRecord record) => service with { Tags = service.Tags.SetItems(record.After.ChangesFrom(record.Before)) };

    private static Rule RuleAt(ResolvedRoute route, string listenerArn, int priority, string kind, string revision, params (string Group, int Weight)[] weights) => new()
    {
        Arn = New(FormattableString.Invariant($"{kind} rule {route.Spec.Listener}/{priority}")), ListenerArn = listenerArn, Priority = priority, Hosts = route.Spec.Hosts, Paths = route.Spec.Paths,
        Weights = weights.ToImmutableSortedDictionary(pair => pair.Group, pair => pair.Weight, StringComparer.Ordinal),
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add(OwnerTags.Rule, kind).Add(OwnerTags.Revision, revision),
    };

    private static ServiceObservation Registered(ServiceObservation seen, string arn, string revision) => seen with
    {
        History = Change(seen.History, history => [new PastRevision(arn, (history.IsEmpty ? 0 : history[0].Number) + 1, revision, Verdict: null, Active: true), .. history]),
    };

    private static ServiceObservation History(ServiceObservation seen, Func<PastRevision, PastRevision?> change) =>
        seen with { History = Change(seen.History, history => [.. history.Select(change).OfType<PastRevision>()]) };

    private static ServiceObservation Service(ServiceObservation seen, Colour colour, Func<EcsService?, EcsService?> change) =>
        seen with { Services = Change(seen.Services, services => services.With(colour, change(services[colour]))) };

    private static ServiceObservation Scaling(ServiceObservation seen, Colour colour, Func<ScalableTarget?, ScalableTarget?> change) =>
        seen with { Scaling = Change(seen.Scaling, scaling => scaling.With(colour, change(scaling[colour]))) };

    private static ServiceObservation Groups(ServiceObservation seen, Colour colour, Func<TargetGroup?, TargetGroup?> change) =>
        seen with { TargetGroups = Change(seen.TargetGroups, groups => groups.With(colour, change(groups[colour]))) };

    private static ServiceObservation Definition(ServiceObservation seen, Func<TaskDefinition, TaskDefinition> change) =>
        seen with { Definition = Change(seen.Definition, definition => definition is null ? null : change(definition)) };

    private static ServiceObservation CheckTask(ServiceObservation seen, string hook, Func<TaskReading, TaskReading> change) =>
        seen with { Checks = seen.Checks with { Tasks = [.. seen.Checks.Tasks.Select(task => task.Hook == hook ? change(task) : task)] } };

    private static ServiceObservation Production(ServiceObservation seen, string ruleArn, Func<Rule, Rule> change) =>
        Rules(seen, rules => rules with { Production = [.. rules.Production.Select(rule => rule.Arn == ruleArn ? change(rule) : rule)] });

    private static ServiceObservation Rules(ServiceObservation seen, Func<ServiceRules, ServiceRules> change) => seen with { Rules = Change(seen.Rules, change) };

    private static Fact<T> Change<T>(Fact<T> fact, Func<T, T> change) => fact.Known ? Fact<T>.Of(change(fact.Value!), fact.At) : fact;
}
