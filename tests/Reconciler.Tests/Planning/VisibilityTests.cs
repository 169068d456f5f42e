using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>A read shows what was written, or it does not yet: until then the write is not repeated. And each write says in a sentence what it is.</summary>
public sealed class VisibilityTests
{
    private const string Definition = "arn:definition/h1:new", Hook = "check/0/1a2b3c4d", Later = "check/10/1a2b3c4d";
    private static readonly Target Target = Sample.Target("h1:new");
    private static readonly ResolvedRoute Route = Target.Routes[0], Second = new(new RouteSpec("secure", ["/new"], 7), Sample.Secure);
    private static readonly Rule Usual = Sample.Production(100), Other = Sample.Production(50) with { Arn = Sample.SecondRule, ListenerArn = Sample.Secure, Priority = 25007, Paths = ["/new"] };
    private static readonly TaskCheckSpec Smoke = new(["smoke"], TimeSpan.FromSeconds(10));
    private static readonly OneOffTask Running = new("arn:task/1", "RUNNING", Sample.Now, null, null), Stopped = Running with { LastStatus = "STOPPED", ExitCode = 0 };
    private static readonly TaskDefinition Registered = new(Definition, "h1:new", Before: null);
    private static readonly PastRevision Past = new(Definition, 1, "h1:new", Verdict: null, Active: true);
    private static readonly JobResult Good = new(Code: null), Failed = new("before-job");
    private static readonly JobRun Begun = JobRun.Begin(1_767_322_800, 1, Sample.Now);
    private static readonly JobTask Its = new("arn:task/1", "1767322800/1", "RUNNING", Stopping: false, Sample.Now, null, null, null);
    private static readonly GroupSettings Settings = Target.GroupSettings;
    private static readonly TargetGroup Blue = Sample.TargetGroup(Colour.Blue, Settings), Green = Sample.TargetGroup(Colour.Green, Settings);

    /// <param name="Unread">What is believed while the fact was not read.</param>
    private sealed record Row(PlannedAction Action, string Summary, bool Unread, ServiceObservation[] Before, ServiceObservation[] After);

    private static readonly Row[] Rows =
    [
        new(new PlannedAction.CreateTargetGroup(Colour.Green), "create the green target group", Unread: true, [Groups(Blue, null)], [Groups(null, Green)]),
        new(new PlannedAction.ConfigureTargetGroup(Colour.Green, Green.Arn, Settings, []), "write health check and deregistration delay of the green target group", Unread: true,
            [Groups(Blue, Green with { Settings = Settings with { UnhealthyAfter = 9 } }), Groups(Blue, null)], [Groups(null, Green)]),
        new(new PlannedAction.CreatePreviewRule(Colour.Green, Sample.Green, Sample.Blue, Route), "open the preview rule public/100 to green", Unread: false,
            [Rules([Usual], []), Rules([Usual], [Sample.PreviewTo(Colour.Green) with { Priority = 7 }])],
            [Rules([Usual], [Sample.PreviewTo(Colour.Green), Sample.PreviewTo(Colour.Green) with { Arn = "arn:rule/else", Priority = 7 }])]),
        new(new PlannedAction.DeletePreviewRule(Sample.Preview), "remove the preview rule", Unread: false,
            [Rules([Usual], [Sample.PreviewTo(Colour.Green), Sample.PreviewTo(Colour.Green) with { Arn = "arn:rule/else" }])],
            [Rules([Usual], []), Rules([Usual], [Sample.PreviewTo(Colour.Green) with { Arn = "arn:rule/else" }])]),
        new(new PlannedAction.CreateProductionRule(Colour.Blue, Sample.Blue, Sample.Green, "h1:new", Second), "create the production rule secure/7 with all traffic on blue", Unread: false,
            [Rules([Usual], []), Rules([Usual, Other with { ListenerArn = Sample.Listener }], []), Rules([Usual, Other with { Priority = 25008 }], []), Rules([Usual, Other with { Paths = ["/*"] }], [])],
            [Rules([Usual, Other], [])]),
        new(new PlannedAction.CreateProductionRule(Colour.Blue, Sample.Blue, Sample.Green, "h1:new", Second, 10), "create the production rule secure/7 with 10% on green", Unread: false, [Rules([], [])], [Rules([Other], [])]),
        new(new PlannedAction.DeleteProductionRule(Sample.SecondRule, [Sample.Rule]), "remove the production rule of a route that is not desired any more", Unread: false,
            [Rules([Usual, Other], [])], [Rules([Usual], []), Rules([], [])]),
        new(Weights(50), "give 50% of traffic to green", Unread: false, [Rules([Usual, Other], []), Rules([], []), Rules([Other], [])], [Rules([Other with { Arn = Sample.Rule }], []), Rules([Usual with { Weights = Other.Weights }, Other], [])]),
        new(Weights(0), "bring all traffic back to blue: errors", Unread: false, [Rules([Usual with { Weights = Other.Weights }], [])], [Rules([Usual, Other], [])]),
        new(Weights(0) with { On = "public/100" }, "bring all traffic back to blue on public/100: errors", Unread: false, [], []),
        new(Weights(50) with { On = "public/100" }, "give 50% of traffic to green on public/100", Unread: false, [], []),
        new(new PlannedAction.SetRouteConditions(Sample.Rule, Second), "route /new", Unread: false, [Rules([Usual, Other], []), Rules([], [])], [Rules([Usual with { Paths = ["/new"] }, Other with { Paths = ["/*"] }], [])]),
        new(new PlannedAction.SetRoutePriority(Sample.Rule, 25007), "move the production rule to priority 25007", Unread: false, [Rules([Usual, Other], []), Rules([], [])], [Rules([Usual with { Priority = 25007 }, Other with { Priority = 1 }], [])]),
        new(new PlannedAction.RegisterTaskDefinition("h1:new"), "register task definition h1:new", Unread: true, [Of(null)], [Of(Registered)]),
        new(new PlannedAction.RunBeforeJob(Definition, "h1:new", "before"), "run the before-job", Unread: true, [Job(null)], [Job(Running)]),
        new(new PlannedAction.StopBeforeJob(Running.Arn), "stop the before-job: its timeout is over", Unread: true, [Job(Running)], [Job(Stopped), Job(null)]),
        new(new PlannedAction.RecordJobResult(Definition, Good), "note that the before-job succeeded", Unread: true, [Of(Registered), Of(Registered with { Before = Failed })], [Of(Registered with { Before = Good })]),
        new(new PlannedAction.RecordJobResult(Definition, Failed), "note that the before-job failed: before-job", Unread: true, [Of(Registered)], [Of(Registered with { Before = Failed })]),
        new(new PlannedAction.RunCheckTask(Definition, "h1:new", Hook, ["smoke", "-x"], (new Uri("http://127.0.0.1:8080"), null)), "run the check task smoke -x", Unread: true,
            [Tasks(new(Smoke, Later, null, Running), new(Smoke, Hook, null, null))], [Tasks(new(Smoke, Later, null, null), new(Smoke, Hook, null, Running)), Tasks(new TaskReading(Smoke, Hook, Good, null))]),
        new(new PlannedAction.StopCheckTask(Running.Arn, Hook), "stop the check task: its timeout is over", Unread: true,
            [Tasks(new(Smoke, Later, null, Stopped), new(Smoke, Hook, null, Running))], [Tasks(new(Smoke, Later, null, Running), new(Smoke, Hook, null, Stopped))]),
        new(new PlannedAction.RecordCheckTask(Definition, Hook), "note that the check task succeeded", Unread: true,
            [Of(Registered), Of(null)], [Of(Registered with { Checks = Registered.Checks.Add(Hook, Good) })]),
        new(new PlannedAction.NoteVerdict(Definition, "h1:new", new RevisionVerdict(Code: null, Sample.Now)), "note that h1:new is good", Unread: true, [], []),
        new(new PlannedAction.NoteVerdict(Definition, "h1:new", new RevisionVerdict("alarm", Sample.Now)), "note that h1:new is bad: alarm", Unread: true, [], []),
        new(new PlannedAction.CreateService(Colour.Green, Definition, Sample.Green, 2), "create ECS service green with 2 tasks", Unread: false, [Services(green: null)], [Services(green: Sample.Service(Colour.Green, "h1:new", 2))]),
        new(new PlannedAction.StartCandidate(Colour.Green, Definition, 2, [], null), "start 2 tasks on green", Unread: false,
            [Services(green: null), Services(green: Sample.Service(Colour.Green, "h1:old", 2)), Services(green: Sample.Service(Colour.Green, "h1:new", 1)), Services(green: Sample.Service(Colour.Green, "h1:new", 3))],
            [Services(green: Sample.Service(Colour.Green, "h1:new", 2))]),
        new(new PlannedAction.StartCandidate(Colour.Green, Definition, 2, [], null) { Scales = true }, "start 2 tasks on green", Unread: false,
            [Services(green: Sample.Service(Colour.Green, "h1:old", 3)), Services(green: Sample.Service(Colour.Green, "h1:new", 1))],
            [Services(green: Sample.Service(Colour.Green, "h1:new", 2)), Services(green: Sample.Service(Colour.Green, "h1:new", 3))]),
        new(new PlannedAction.Scale(Colour.Green, 0, "retired", [], null), "scale green to 0: retired", Unread: false, [Services(green: Sample.Service(Colour.Green, "h1:new", 2))], [Services(green: Sample.Service(Colour.Green, "h1:new", 0))]),
        new(new PlannedAction.Scale(Colour.Green, 3, "grown", [], null) { Scales = true }, "scale green to 3: grown", Unread: false,
            [Services(green: Sample.Service(Colour.Green, "h1:new", 2))], [Services(green: Sample.Service(Colour.Green, "h1:new", 3)), Services(green: Sample.Service(Colour.Green, "h1:new", 4))]),
        new(new PlannedAction.ConfigureTargetGroup(Colour.Green, Green.Arn, Settings, []) { Restores = true }, "put back health check and deregistration delay of the green target group", Unread: true,
            [StableGroup(Green with { Settings = Settings with { UnhealthyAfter = 9 } }), StableGroup(null)], [StableGroup(Green)]),
        new(new PlannedAction.RestoreSettings(Colour.Green, "arn:service/green", Exec(false)), "put back enableExecuteCommand", Unread: false,
            [Services(green: null), Services(green: Sample.Service(Colour.Green, "h1:new", 2) with { Settings = Exec(true) })], [Services(green: Sample.Service(Colour.Green, "h1:new", 2) with { Settings = Exec(false) })]),
        new(new PlannedAction.RestoreTags(Colour.Green, "arn:service/green"), "put back the tag of green", Unread: false,
            [Services(green: null), Services(green: Sample.Service(Colour.Green, "h1:new", 2))], [Services(green: Sample.Service(Colour.Green, "h1:new", 2) with { Tags = ImmutableSortedDictionary<string, string>.Empty.Add(OwnerTags.Colour, "green") })]),
        new(new PlannedAction.AdoptDefinition(Definition, "h1:new"), "call the task definition that runs h1:new", Unread: false,
            [One(null), One(Sample.Service(Colour.Blue, "h1:old", 2)), One(Sample.Service(Colour.Blue, "h1:new", 2) with { Revision = null })], [One(Sample.Service(Colour.Blue, "h1:new", 2))]),
        new(new PlannedAction.AdoptService("arn:service/blue", Definition, 2, RollingScene.Released), "adopt the ECS service: h1:old is stable", Unread: false,
            [One(null), One(Sample.Service(Colour.Blue, "h1:new", 2) with { Ours = false })], [One(Sample.Service(Colour.Blue, "h1:new", 2))]),
        new(new PlannedAction.CreateRollingService(Definition, 2, ReleaseRecord.Empty), "create the ECS service with 2 tasks", Unread: false, [One(null)], [One(Sample.Service(Colour.Blue, "h1:new", 2))]),
        new(new PlannedAction.Roll(Definition, "h1:new", 2, Back: false, null, "new"), "roll out h1:new with 2 tasks", Unread: false,
            [One(null), One(Sample.Service(Colour.Blue, "h1:old", 2)), One(Sample.Service(Colour.Blue, "h1:new", 1))], [One(Sample.Service(Colour.Blue, "h1:new", 2))]),
        new(new PlannedAction.Roll(Definition, "h1:new", 2, Back: true, null, "alarm"), "go back to h1:new: alarm", Unread: false, [], []),
        new(new PlannedAction.ScaleRollingService(3, "replicas changed"), "scale to 3: replicas changed", Unread: false, [One(null), One(Sample.Service(Colour.Blue, "h1:new", 2))], [One(Sample.Service(Colour.Blue, "h1:new", 3))]),
        new(new PlannedAction.RegisterScaling(Colour.Green, 2, 6, Frozen: true, IsNew: false, "test"), "scale green within 2 to 6, out only: test", Unread: true,
            [Scales(null), Scales(Scaled with { InSuspended = false }), Scales(Scaled with { Min = 1 }), Scales(Scaled with { Max = 7 }), Scales(Scaled with { OutSuspended = true }), Scales(Scaled, tasks: 7), Scales(Scaled, tasks: 1)],
            [Scales(Scaled), Scales(Scaled, tasks: 6)]),
        new(new PlannedAction.PutScalingPolicy(Colour.Green, Policy), "keep cpu of green at 60", Unread: true, [Scales(null), Scales(Scaled with { Policy = Policy with { Value = 61 } })], [Scales(Scaled with { Policy = Policy })]),
        new(new PlannedAction.RemoveScaling(Colour.Green, "test"), "scale green no more: test", Unread: true, [Scales(Scaled)], [Scales(null)]),
        new(new PlannedAction.StopDeparted(Colour.Green, "beer-api-green", []), "stop the tasks of ECS service beer-api-green", Unread: false,
            [Services(green: Sample.Service(Colour.Green, "h1:new", 2))], [Services(green: Sample.Service(Colour.Green, "h1:new", 0)), Services(green: null)]),
        new(new PlannedAction.DeleteDeparted(Colour.Green, "beer-api-green", []), "delete ECS service beer-api-green", Unread: false,
            [Services(green: Sample.Service(Colour.Green, "h1:new", 0))], [Services(green: Sample.Service(Colour.Green, "h1:new", 0) with { Status = "DRAINING" }), Services(green: null)]),
        new(new PlannedAction.DeleteTargetGroup(Colour.Green, Green.Arn), "delete the green target group", Unread: true, [Groups(null, Green)], [Groups(Blue, null)]),
        new(new PlannedAction.DeregisterTaskDefinition(Definition, "h1:new"), "deregister the task definition of h1:new", Unread: true,
            [History(Past)], [History(), History(Past with { Active = false }), History(Past with { Arn = "arn:definition/else" })]),
        new(new PlannedAction.DeleteTaskDefinition(Definition, "h1:new"), "delete the task definition of h1:new", Unread: true,
            [History(Past), History(Past with { Active = false })], [History(), History(Past with { Arn = "arn:definition/else" })]),
        new(Write(RecordChange.Quarantine), "quarantine h1:new=alarm", Unread: false, [Services(ReleaseRecord.Empty)], [Services(After)]),
        new(Write(RecordChange.Quarantine) with { After = ReleaseRecord.Empty }, "quarantine ", Unread: false, [Services(After)], [Services(ReleaseRecord.Empty)]),
        new(Write(RecordChange.Tidy) with { InOtherShape = true }, "tidy the record", Unread: true,
            [Services(After) with { OtherShape = Services(ReleaseRecord.Empty).Services }], [Services(ReleaseRecord.Empty) with { OtherShape = Services(After).Services }, Services(ReleaseRecord.Empty)]),
        new(new PlannedAction.RunJob(Definition, Begun, null), "run the job for 2026-01-02 03:00Z, try 1", Unread: false, [Runs(Begun), Runs(Begun, Its with { Name = "1767322800/2" })], [Runs(Begun, Its)]),
        new(new PlannedAction.RunJob(Definition, Begun with { Key = 0, Try = 2 }, "h1:new"), "run the job, try 2", Unread: false, [], []),
        new(new PlannedAction.StopJob("arn:task/1", Begun.Name, PlannedAction.StopJob.TimedOut), "stop the job: the job's timeout is over", Unread: false, [Runs(Begun, Its)], [Runs(Begun), Runs(Begun, Its with { Stopping = true })]),
        new(new PlannedAction.WriteRuns(Definition, RunRecord.Empty.With(Begun), "note that the run is begun"), "note that the run is begun", Unread: false, [Runs(null), Runs(Begun with { Try = 2 })], [Runs(Begun)]),
    ];

    private static ReleaseRecord After => Scene.Released.WithBad("h1:new", "alarm");

    public static TheoryData<int> All => [.. Enumerable.Range(0, Rows.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_write_is_visible_once_a_read_shows_it_and_not_before(int row)
    {
        var (action, summary, unread, before, after) = Rows[row];
        Assert.Equal(summary, action.Summary);
        Assert.All(before, seen => Assert.False(action.IsVisibleIn(seen)));
        Assert.All(after, seen => Assert.True(action.IsVisibleIn(seen)));
        Assert.Equal(unread, action.IsVisibleIn(new ServiceObservation()));
    }

    [Fact]
    public void No_action_is_left_out() =>
        Assert.Equal(typeof(PlannedAction).GetNestedTypes().Select(type => type.Name).Order(), Rows.Select(row => row.Action.GetType().Name).Distinct().Order());

    private static PlannedAction.SetWeights Weights(int to) => new(Sample.Rule, Colour.Blue, Sample.Blue, Sample.Green, 10, to, "errors");

    private static PlannedAction.WriteRecord Write(RecordChange change) => new("arn:service/blue", ReleaseRecord.Empty, After, change);

    private static ScalableTarget Scaled => new(2, 6, InSuspended: true, OutSuspended: false);

    private static ScalingPolicy Policy => new("cpu", 60, null);

    private static ServiceObservation Scales(ScalableTarget? green, int tasks = 2) =>
        Services(green: Sample.Service(Colour.Green, "h1:new", tasks)) with { Scaling = Known(new Pair<ScalableTarget?>(null, green)) };

    private static ServiceObservation Groups(TargetGroup? blue, TargetGroup? green) => new() { TargetGroups = Known(new Pair<TargetGroup?>(blue, green)) };

    private static ServiceObservation StableGroup(TargetGroup? group) => new() { StableGroup = Known(group) };

    private static ImmutableSortedDictionary<string, string> Exec(bool enabled) => ImmutableSortedDictionary<string, string>.Empty.Add("enableExecuteCommand", enabled ? "true" : "false");

    private static ServiceObservation Rules(ImmutableArray<Rule> production, ImmutableArray<Rule> preview) => new() { Rules = Known(new ServiceRules(production, preview)) };

    private static ServiceObservation Of(TaskDefinition? definition) => new() { Definition = Known(definition) };

    private static ServiceObservation History(params PastRevision[] past) => new() { History = Known(past.ToImmutableArray()) };

    private static ServiceObservation Job(OneOffTask? task) => new() { BeforeJob = Known(task) };

    private static ServiceObservation Tasks(params TaskReading[] tasks) => new() { Checks = CheckReadings.None with { Tasks = [.. tasks] } };

    private static ServiceObservation Services(EcsService? green) => new() { Services = Known(new Pair<EcsService?>(Sample.Service(Colour.Blue, "h1:old", 2), green)) };

    private static ServiceObservation Services(ReleaseRecord record) => new() { Services = Known(new Pair<EcsService?>(Sample.Service(Colour.Blue, "h1:old", 2, record: record), null)) };

    private static ServiceObservation Runs(JobRun? run, params JobTask[] tasks)
    {
        var record = run is null ? RunRecord.Empty : RunRecord.Empty.With(run);
        return new() { Job = Known(new JobSighting(Registered, record, record, [.. tasks])) };
    }

    private static ServiceObservation One(EcsService? service) => new() { Services = Known(new Pair<EcsService?>(service, null)) };

    private static Fact<T> Known<T>(T value) => Fact<T>.Of(value, Sample.Now);
}
