using System.Collections.Immutable;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Actions;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.CronJobs;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

/// <summary>The one choke point: whatever was planned, no write breaks an invariant of the contract.</summary>
public sealed class GuardTests
{
    private static readonly TargetGroupTuple Stranger = new() { TargetGroupArn = "arn:tg/stranger", Weight = 1 };

    private static readonly ResolvedRoute Route = Sample.Target("h1:new").Routes[0];

    private static readonly ImmutableSortedDictionary<string, string> Exec = ImmutableSortedDictionary<string, string>.Empty.Add("enableExecuteCommand", "false");

    /// <summary>One of each action, in a world in which it may be carried out.</summary>
    private static readonly Dictionary<string, (PlannedAction Action, Action<Ports> World)> Samples = new (PlannedAction Action, Action<Ports> World)[]
    {
        (new PlannedAction.SetWeights(Sample.Rule, Colour.Blue, Sample.Blue, Sample.Green, 10, 50, "test"), _ => { }),
        (new PlannedAction.CreatePreviewRule(Colour.Green, Sample.Green, Sample.Blue, Route), _ => { }),
        (new PlannedAction.CreateProductionRule(Colour.Blue, Sample.Blue, Sample.Green, "h1:new", Route), _ => { }),
        (new PlannedAction.DeletePreviewRule(Sample.Preview), _ => { }),
        (new PlannedAction.DeleteProductionRule("arn:rule/surplus", [Sample.Rule]), _ => { }),
        (new PlannedAction.SetRouteConditions(Sample.Rule, Route), _ => { }),
        (new PlannedAction.SetRoutePriority(Sample.Rule, 25001), _ => { }),
        (new PlannedAction.CreateTargetGroup(Colour.Green), _ => { }),
        (new PlannedAction.ConfigureTargetGroup(Colour.Green, Sample.Green, Sample.Target("h1:new").GroupSettings, [Sample.Rule]), ports => ports.GreenWeight = 0),
        (new PlannedAction.RegisterTaskDefinition("h1:new"), _ => { }),
        (new PlannedAction.RunBeforeJob(Ports.Definition, "h1:new", "before"), _ => { }),
        (new PlannedAction.StopBeforeJob(Ports.Task), _ => { }),
        (new PlannedAction.RunCheckTask(Ports.Definition, "h1:new", "check/0/1a2b3c4d", ["smoke"], (new Uri("http://127.0.0.1:8080"), "beer-api.token")), _ => { }),
        (new PlannedAction.StopCheckTask(Ports.Task, "check/0/1a2b3c4d"), _ => { }),
        (new PlannedAction.RecordCheckTask(Ports.Definition, "check/0/1a2b3c4d"), _ => { }),
        (new PlannedAction.RecordJobResult(Ports.Definition, new JobResult(Code: null)), _ => { }),
        (new PlannedAction.NoteVerdict(Ports.Definition, "h1:new", new RevisionVerdict(Code: null, Sample.Now)), _ => { }),
        (new PlannedAction.DeregisterTaskDefinition(Ports.Definition, "h1:new"), _ => { }),
        (new PlannedAction.DeleteTaskDefinition(Ports.Definition, "h1:new"), _ => { }),
        (new PlannedAction.CreateService(Colour.Green, Ports.Definition, Sample.Green, 2), _ => { }),
        (Start(Colour.Green), ports => ports.GreenWeight = 0),
        (Scale(Colour.Green, 0), ports => ports.GreenWeight = 0),
        (new PlannedAction.RestoreSettings(Colour.Blue, Ports.Anchor, Exec), AtRest),
        (new PlannedAction.RestoreTags(Colour.Blue, Ports.Anchor), _ => { }),
        (Record(before => before with { Attempt = null }), _ => { }),
    }.ToDictionary(sample => sample.Action.GetType().Name);

    public static TheoryData<string> All => [.. Samples.Keys];

    /// <summary>Those that make something new and touch nothing that exists.</summary>
    public static TheoryData<string> Writing =>
        [.. Samples.Keys.Except([nameof(PlannedAction.CreateTargetGroup), nameof(PlannedAction.RegisterTaskDefinition), nameof(PlannedAction.RunBeforeJob), nameof(PlannedAction.RunCheckTask)])];

    [Fact]
    public void Every_action_there_is_has_its_guard_tested() =>
        Assert.Equal(typeof(PlannedAction).GetNestedTypes().Select(type => type.Name).Order(), Samples.Keys.Concat(RollingTests.Actions).Concat(ScalingGuardTests.Actions).Concat(DepartureTests.Actions).Concat(JobMachineTests.Actions).Order());

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_breaks_nothing_is_written(string action)
    {
        var ports = In(action);
        Assert.Equal(new ActionResult(ActionOutcome.Done, null), await ports.RunAsync(Samples[action].Action));
        Assert.NotEmpty(ports.Writes);
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public Task I15_what_is_not_ours_is_never_written(string action)
    {
        var ports = In(action);
        ports.Foreign = "*";
        return ports.RefusedAsync("I15", Samples[action].Action);
    }

    private static void AtRest(Ports ports) => ports.Record = Scene.Released with { StableRevision = "h1:new" };

    [Fact]
    public async Task Settings_of_a_side_that_serves_are_put_back_only_at_rest_and_to_what_it_was_proven_with()
    {
        var target = Sample.Target("h1:new");
        var settings = new PlannedAction.RestoreSettings(Colour.Blue, Ports.Anchor, Exec);
        var group = new PlannedAction.ConfigureTargetGroup(Colour.Blue, Sample.Blue, target.GroupSettings, []) { Restores = true };
        foreach (PlannedAction action in new PlannedAction[] { settings, group })
        {
            await new Ports().RefusedAsync("I4", action);
            await new Ports { Record = Scene.Released with { StableRevision = "h1:old" } }.RefusedAsync("I5", action);
            await new Ports { Record = new ReleaseRecord { Stable = Colour.Green, StableRevision = "h1:new" } }.RefusedAsync("I5", action);
            Assert.Equal(ActionOutcome.Done, (await At(AtRest).RunAsync(action)).Outcome);
        }

        await At(AtRest).RefusedAsync("I5", settings with { Wanted = settings.Wanted.Add("networkConfiguration", "{}") });
        await At(AtRest).RefusedAsync("I5", group with { Settings = group.Settings with { Path = "/other" } });

        // One call writes both parts: what is left to others is written as it was found.
        var left = Sample.Target("h1:new", Sample.Spec() with { Ignore = ["healthCheck"] });
        Assert.Equal(ActionOutcome.Done, (await At(AtRest).RunAsync(group with { Settings = group.Settings with { Path = "/other" } }, left)).Outcome);
        Assert.Equal("I5", (await At(AtRest).RunAsync(group with { Settings = group.Settings with { DeregistrationDelay = TimeSpan.Zero } }, left)).Invariant);

        static Ports At(Action<Ports> world)
        {
            var ports = new Ports();
            world(ports);
            return ports;
        }
    }

    [Fact]
    public Task I15_a_rule_to_a_strangers_group_is_not_made() =>
        new Ports { Foreign = Sample.Blue }.RefusedAsync("I15", Samples[nameof(PlannedAction.CreatePreviewRule)].Action);

    [Fact]
    public Task I15_a_production_rule_is_not_deleted_as_a_preview() => new Ports().RefusedAsync("I15", new PlannedAction.DeletePreviewRule(Sample.Rule));

    [Fact]
    public Task I1_a_rule_with_a_strangers_group_is_not_written()
    {
        var ports = new Ports();
        ports.Actions[1].ForwardConfig.TargetGroups.Add(Stranger);
        return ports.RefusedAsync("I1", Ports.Weights(10, 0));
    }

    [Fact]
    public Task I1_a_rule_that_lacks_one_of_the_pair_is_not_written()
    {
        var ports = new Ports();
        ports.Actions[1].ForwardConfig.TargetGroups.RemoveAt(1);
        return ports.RefusedAsync("I1", Ports.Weights(10, 0));
    }

    [Fact]
    public Task I1_a_weight_that_was_never_declared_is_refused() => new Ports().RefusedAsync("I1", Ports.Weights(10, 30));

    [Fact]
    public Task I2_a_group_without_a_healthy_target_gets_no_weight() => new Ports { GreenHealthy = 0 }.RefusedAsync("I2", Ports.Weights(10, 50));

    [Fact]
    public Task I2_traffic_is_not_brought_home_to_a_side_without_a_healthy_target() => new Ports { BlueHealthy = 0 }.RefusedAsync("I2", Ports.Weights(10, 0));

    [Fact]
    public Task I2_no_production_rule_is_made_for_a_side_without_a_healthy_target() =>
        new Ports { BlueHealthy = 0 }.RefusedAsync("I2", Samples[nameof(PlannedAction.CreateProductionRule)].Action);

    [Fact]
    public async Task I3_all_traffic_needs_all_targets()
    {
        var ports = new Ports { GreenHealthy = 1, GreenWeight = 50 };
        await ports.RefusedAsync("I3", Ports.Weights(50, 100));
        ports.GreenWeight = 10;
        Assert.Equal(ActionOutcome.Done, (await ports.RunAsync(Ports.Weights(10, 50))).Outcome);
    }

    [Fact]
    public Task I4_no_move_forward_while_the_stable_side_is_incomplete() => new Ports { BlueRunning = 1 }.RefusedAsync("I4", Ports.Weights(10, 50));

    [Fact]
    public async Task I4_the_way_back_to_a_warm_side_is_open_however_sick_the_stable_one_is()
    {
        var ports = new Ports { BlueRunning = 0, BlueHealthy = 0, GreenWeight = 0 };
        ports.Record = ports.Record with { RetireAt = Sample.Now + TimeSpan.FromMinutes(1) };
        Assert.Equal(ActionOutcome.Done, (await ports.RunAsync(Ports.Weights(0, 100))).Outcome);
    }

    [Fact]
    public async Task I4_no_move_forward_without_an_open_attempt_of_the_desired_revision()
    {
        await new Ports { Record = Scene.Released }.RefusedAsync("I4", Ports.Weights(10, 50));
        await new Ports { Record = Scene.Released with { Attempt = Scene.Moving with { Revision = "h1:other" } } }.RefusedAsync("I4", Ports.Weights(10, 50));
        await new Ports { Record = new Ports().Record with { Stable = Colour.Green } }.RefusedAsync("I4", Ports.Weights(10, 50));
    }

    [Fact]
    public Task I4_the_stable_side_of_an_open_attempt_keeps_its_task_definition() => new Ports { GreenWeight = 100 }.RefusedAsync("I4", Start(Colour.Blue));

    [Fact]
    public Task I4_the_stable_side_of_an_open_attempt_keeps_its_tasks() => new Ports { GreenWeight = 100 }.RefusedAsync("I4", Scale(Colour.Blue, 1));

    [Fact]
    public Task I5_no_deployment_on_a_side_with_traffic() => new Ports().RefusedAsync("I5", Start(Colour.Green));

    [Fact]
    public Task I5_a_side_with_traffic_is_not_stopped() => new Ports().RefusedAsync("I5", Scale(Colour.Green, 0));

    [Fact]
    public async Task I5_a_side_with_traffic_gets_no_fewer_tasks_than_are_wished_for()
    {
        var ports = new Ports { Record = Scene.Released };
        await ports.RefusedAsync("I5", Scale(Colour.Blue, 1));
        Assert.Equal(ActionOutcome.Done, (await ports.RunAsync(Scale(Colour.Blue, 3))).Outcome);
    }

    [Fact]
    public Task I5_health_checks_of_a_side_with_traffic_stay_as_they_are() =>
        new Ports().RefusedAsync("I5", Samples[nameof(PlannedAction.ConfigureTargetGroup)].Action);

    [Fact]
    public async Task I5_the_old_side_is_kept_as_long_as_the_record_says()
    {
        var kept = new Ports { GreenWeight = 0, Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(1) } };
        await kept.RefusedAsync("I5", Scale(Colour.Green, 0));
        await kept.RefusedAsync("I5", Start(Colour.Green));
        kept.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ActionOutcome.Done, (await kept.RunAsync(Scale(Colour.Green, 0))).Outcome);
    }

    /// <summary>Found by the fault matrix: a single old read of target health made a sick side the stable one.</summary>
    [Fact]
    public async Task I13_a_side_is_called_stable_only_with_all_the_traffic_and_all_its_targets_at_this_moment()
    {
        var ports = new Ports();
        var commit = new PlannedAction.WriteRecord(Ports.Anchor, ports.Record, Scene.Released with { Stable = Colour.Green }, RecordChange.Commit)
        {
            RuleArns = [Sample.Rule], ProvenGroup = Sample.Green,
        };
        await ports.RefusedAsync("I13", commit);
        ports.GreenWeight = 100;
        ports.GreenHealthy = 1;
        await ports.RefusedAsync("I13", commit);
        ports.GreenHealthy = 2;
        Assert.Equal(ActionOutcome.Done, (await ports.RunAsync(commit)).Outcome);
    }

    [Theory]
    [InlineData(nameof(PlannedAction.DeregisterTaskDefinition))]
    [InlineData(nameof(PlannedAction.DeleteTaskDefinition))]
    public async Task What_runs_or_is_there_to_go_back_to_stays_registered(string action)
    {
        await new Ports { ChangeServices = service => service.TaskDefinition = Ports.Definition }.RefusedAsync("Retention", Samples[action].Action);
        await new Ports { ChangeServices = service => service.Deployments = [new() { TaskDefinition = Ports.Definition }] }.RefusedAsync("Retention", Samples[action].Action);
        await new Ports { Record = Scene.Released with { Stable = null, Proven = new Proven("h1:new", Ports.Definition) } }.RefusedAsync("Retention", Samples[action].Action);
    }

    [Fact]
    public Task I16_an_action_that_cannot_be_written_back_is_not_written_over()
    {
        var ports = new Ports();
        ports.Actions[0].Type = "something-new";
        return ports.RefusedAsync("I16", Ports.Weights(10, 50));
    }

    [Fact]
    public Task I17_a_forward_move_is_refused_when_somebody_else_wrote_the_rule() => new Ports().RefusedAsync("I17", Ports.Weights(0, 10));

    [Fact]
    public Task I17_a_rule_that_is_gone_is_not_written() => new Ports { RuleGone = true }.RefusedAsync("I17", Ports.Weights(10, 0));

    [Fact]
    public Task I17_a_record_that_somebody_else_wrote_is_not_written_over() =>
        new Ports { Record = Scene.Released }.RefusedAsync("I17", Samples[nameof(PlannedAction.WriteRecord)].Action);

    private static Ports In(string action)
    {
        var ports = new Ports();
        Samples[action].World(ports);
        return ports;
    }

    private static PlannedAction.StartCandidate Start(Colour colour) => new(colour, Ports.Definition, 2, [Sample.Rule], Sample.Group(colour));

    private static PlannedAction.Scale Scale(Colour colour, int count) => new(colour, count, "test", [Sample.Rule], Sample.Group(colour));

    private static PlannedAction.WriteRecord Record(Func<ReleaseRecord, ReleaseRecord> change) =>
        new(Ports.Anchor, new Ports().Record, change(new Ports().Record), RecordChange.Close);
}
