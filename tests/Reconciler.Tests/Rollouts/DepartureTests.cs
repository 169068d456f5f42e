using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>A service that left the desired state: traffic first, then tasks, then what is empty, and the record last.</summary>
public sealed class DepartureTests
{
    /// <summary>What only the deletion does.</summary>
    internal static readonly string[] Actions = [nameof(PlannedAction.StopDeparted), nameof(PlannedAction.DeleteDeparted), nameof(PlannedAction.DeleteTargetGroup)];

    private static readonly Target Gone = Departed.Of("beer-api", Sample.Environment(), Sample.Outputs, "abc", single: false);
    private static readonly Target GoneWorker = Departed.Of("beer-api", Sample.Environment(), Sample.Outputs, "abc", single: true);
    private static readonly TargetGroup Group = Sample.TargetGroup(Colour.Blue, Sample.Target("h1:new").GroupSettings);

    /// <summary>Blue serves, green is idle, and all of it was seen for a long time.</summary>
    private static readonly World Whole = new();

    private sealed record World
    {
        public EcsService? Blue { get; init; } = Sample.Service(Colour.Blue, "h1:new", 2);

        public EcsService? Green { get; init; } = Sample.Service(Colour.Green, "h1:old", 0);

        public ImmutableArray<Rule> Production { get; init; } = [Sample.Production(100)];

        public ImmutableArray<Rule> Preview { get; init; } = [];

        public string? Unread { get; init; }

        public Pair<TargetGroup?> Groups { get; init; } = new(Group, Group with { Arn = Sample.Green, Name = "green" });

        public Pair<ScalableTarget?> Scaling { get; init; } = new(null, null);

        public Intents Intents { get; init; } = Intents.None;

        public Leadership Leadership { get; init; } = Leadership.Alone;

        public DepartureMemory Memory { get; init; } = new(Sample.Now) { Reads = 2, QuietSince = Sample.Now - TimeSpan.FromHours(1) };

        public ServiceObservation Seen => new()
        {
            Services = Known(new Pair<EcsService?>(Blue, Green)),
            Rules = Known(new ServiceRules(Production, Preview) { Unread = Unread }),
            TargetGroups = Known(Groups),
            Scaling = Known(Scaling),
            Intents = Known(Intents),
            Leadership = Leadership,
        };

        public Decision Decide(string? refusal = null, Target? target = null) => DepartureMachine.Decide(target ?? Gone, Seen, Memory, refusal, Sample.Now);

        private static Fact<T> Known<T>(T value) => Fact<T>.Of(value, Sample.Now);
    }

    [Fact]
    public void Preview_rules_go_first_then_production_rules()
    {
        Assert.IsType<PlannedAction.DeletePreviewRule>((Whole with { Preview = [Sample.PreviewTo(Colour.Green)] }).Decide().Action);
        var delete = Assert.IsType<PlannedAction.DeleteProductionRule>(Whole.Decide().Action);
        Assert.Equal((Sample.Rule, Phase.Prune), (delete.RuleArn, Whole.Decide().Phase));
    }

    [Fact]
    public void Tasks_run_on_until_load_balancer_nodes_obey_and_requests_have_ended()
    {
        var quiet = Whole with { Production = [], Memory = Whole.Memory with { QuietSince = Sample.Now - TimeSpan.FromSeconds(1) } };
        Assert.Null(quiet.Decide().Action);
        Assert.Equal("requests under way may finish for 3 s", quiet.Decide().Reason);
        Assert.Null((quiet with { Memory = Whole.Memory with { QuietSince = null } }).Decide().Action);
        var slow = quiet with { Groups = quiet.Groups with { Green = quiet.Groups.Green! with { Settings = Group.Settings with { DeregistrationDelay = TimeSpan.FromMinutes(5) } } } };
        Assert.Equal("requests under way may finish for 3 s", slow.Decide().Reason);
        Assert.Equal("requests under way may finish for 301 s", (slow with { Green = Whole.Green! with { Running = 1 } }).Decide().Reason);

        var stop = Assert.IsType<PlannedAction.StopDeparted>((quiet with { Memory = Whole.Memory with { QuietSince = Sample.Now - TimeSpan.FromSeconds(4) } }).Decide().Action);
        Assert.Equal(("beer-api-blue", Sample.Blue, Sample.Green), (stop.EcsService, stop.Groups[0], stop.Groups[1]));
        Assert.Equal("beer-api-green", Assert.IsType<PlannedAction.StopDeparted>((Whole with { Production = [], Green = Whole.Green! with { Desired = 1 } }).Decide().Action).EcsService);
    }

    [Fact]
    public void The_autoscaler_lets_go_before_tasks_are_stopped()
    {
        var scaled = Whole with { Production = [], Scaling = new(new ScalableTarget(1, 4, InSuspended: false, OutSuspended: false), null) };
        Assert.Equal(Colour.Blue, Assert.IsType<PlannedAction.RemoveScaling>(scaled.Decide().Action).Colour);
        Assert.IsType<PlannedAction.StopDeparted>((scaled with { Blue = null, Green = Whole.Green! with { Desired = 1 } }).Decide().Action);
    }

    [Fact]
    public void Nothing_is_deleted_while_tasks_stop_and_the_service_with_the_record_goes_last()
    {
        var stopped = Whole with { Production = [], Blue = Whole.Blue! with { Desired = 0, Running = 1 } };
        Assert.Equal((null, "the tasks of beer-api-blue stop"), (stopped.Decide().Action, stopped.Decide().Reason));
        Assert.Null((stopped with { Blue = stopped.Blue! with { Running = 0, Pending = 1 } }).Decide().Action);

        var empty = stopped with { Blue = stopped.Blue! with { Running = 0 } };
        Assert.Null((empty with { Green = empty.Green! with { Status = "DRAINING" } }).Decide().Action);
        Assert.Equal("beer-api-green", Assert.IsType<PlannedAction.DeleteDeparted>(empty.Decide().Action).EcsService);
        var alone = empty with { Green = null };
        Assert.Equal(Sample.Blue, Assert.IsType<PlannedAction.DeleteTargetGroup>(alone.Decide().Action).TargetGroupArn);
        Assert.Equal(Sample.Green, Assert.IsType<PlannedAction.DeleteTargetGroup>((alone with { Groups = alone.Groups with { Blue = null } }).Decide().Action).TargetGroupArn);
        var last = alone with { Groups = new(null, null) };
        Assert.Equal("beer-api-blue", Assert.IsType<PlannedAction.DeleteDeparted>(last.Decide().Action).EcsService);
        Assert.False(DepartureMachine.IsGone(last.Seen));
        Assert.True(DepartureMachine.IsGone((last with { Blue = null }).Seen));
        Assert.Equal((null, "nothing of it is left"), ((last with { Blue = null }).Decide().Action, (last with { Blue = null }).Decide().Reason));
    }

    [Fact]
    public void A_worker_is_stopped_and_deleted_under_its_own_name()
    {
        var worker = new World { Green = null, Production = [], Groups = new(null, null), Memory = Whole.Memory with { QuietSince = Sample.Now } };
        Assert.Equal("beer-api", Assert.IsType<PlannedAction.StopDeparted>(worker.Decide(target: GoneWorker).Action).EcsService);
        Assert.Equal("beer-api", Assert.IsType<PlannedAction.DeleteDeparted>((worker with { Blue = worker.Blue! with { Desired = 0, Running = 0 } }).Decide(target: GoneWorker).Action).EcsService);
        Assert.False(DepartureMachine.IsGone((worker with { Blue = null }).Seen with { OtherShape = (worker with { Unread = null }).Seen.Services }));
    }

    [Fact]
    public void What_is_not_certain_deletes_nothing()
    {
        foreach (var seen in new[]
        {
            Whole.Seen with { Services = Fact<Pair<EcsService?>>.NotRead },
            Whole.Seen with { Rules = Fact<ServiceRules>.NotRead },
            (Whole with { Unread = "the listener x: HTTP 500" }).Seen,
            Whole.Seen with { TargetGroups = Fact<Pair<TargetGroup?>>.NotRead },
            Whole.Seen with { Scaling = Fact<Pair<ScalableTarget?>>.NotRead },
            Whole.Seen with { Intents = Fact<Intents>.Failed("GetParametersByPath: HTTP 500", Sample.Now) },
            Whole.Seen with { Services = Fact<Pair<EcsService?>>.Of(Whole.Seen.Services.Value!, Sample.Now - TimeSpan.FromMinutes(1)) },
        })
        {
            var decision = DepartureMachine.Decide(Gone, seen, Whole.Memory, refusal: null, Sample.Now);
            Assert.Equal((null, Phase.Blind), (decision.Action, decision.Phase));
            Assert.False(DepartureMachine.IsGone(seen));
        }

        Assert.Null((Whole with { Memory = Whole.Memory with { Reads = 1 } }).Decide().Action);
        Assert.Null((Whole with { Leadership = new Leadership(Standing.Unrenewed) }).Decide().Action);
        Assert.Equal((null, "too many left"), (Whole.Decide("too many left").Action, Whole.Decide("too many left").Reason));
        Assert.StartsWith("suspended by ann", (Whole with { Intents = Sample.Wish(Verb.Suspend, null) }).Decide().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_somebody_elses_stops_the_deletion_with_an_alarm()
    {
        Assert.Equal(Alarms.NotOurs, (Whole with { Green = Whole.Green! with { Ours = false } }).Decide().Alarm!.Reason);
        var used = (Whole with { Production = [], Groups = Whole.Groups with { Green = Whole.Groups.Green! with { InUse = true } } }).Decide();
        Assert.Equal((null, "target group green is used by a rule or listener that is not this service's; take it away, and the deletion goes on"), (used.Action, used.Alarm!.Message));
        Assert.Contains("not this service's;", (Whole with { Production = [], Groups = Whole.Groups with { Blue = Group with { Ours = false } } }).Decide().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_count_only_when_far_enough_apart_and_quiet_begins_when_the_last_rule_is_gone()
    {
        var (between, quiet) = (TimeSpan.FromSeconds(5), (Whole with { Production = [] }).Seen);
        var first = new DepartureMemory(Sample.Now).After(Whole.Seen, between, Sample.Now);
        Assert.Equal((1, null), (first.Reads, first.QuietSince));
        Assert.Equal(1, first.After(Whole.Seen, between, Sample.Now + TimeSpan.FromSeconds(4)).Reads);
        var second = first.After(quiet, between, Sample.Now + between);
        Assert.Equal((2, Sample.Now + between), (second.Reads, second.QuietSince));
        Assert.Equal(second.QuietSince, second.After(quiet, between, Sample.Now + (2 * between)).QuietSince);
        Assert.Null(second.After(Whole.Seen, between, Sample.Now + (2 * between)).QuietSince);
        Assert.Equal(second, second.After(new ServiceObservation(), between, Sample.Now + (9 * between)));
    }

    [Fact]
    public void Every_action_says_why_it_is_done_now()
    {
        var quiet = Whole with { Production = [] };
        var empty = quiet with { Blue = Whole.Blue! with { Desired = 0, Running = 0 } };
        (World Scene, string Reason)[] table =
        [
            (Whole with { Preview = [Sample.PreviewTo(Colour.Green)] }, "it left the desired state"),
            (Whole, "it left the desired state: its traffic ends first"),
            (quiet with { Scaling = new(null, new ScalableTarget(1, 4, InSuspended: false, OutSuspended: false)) }, "the autoscaler lets go of it"),
            (quiet, "no traffic reaches it any more"),
            (empty, "it has no tasks any more"),
            (empty with { Green = null }, "no rule uses it any more"),
            (empty with { Green = null, Groups = new(null, null) }, "nothing else of it is left"),
        ];
        Assert.Equal(table.Select(row => (true, row.Reason)), table.Select(row => (row.Scene.Decide().Action is not null, row.Scene.Decide().Reason)));
        Assert.Equal("it left the desired state", Assert.IsType<PlannedAction.RemoveScaling>(table[2].Scene.Decide().Action).Why);
    }

    [Fact]
    public void Every_wait_says_what_is_not_known()
    {
        (ServiceObservation Seen, string Reason)[] table =
        [
            (Whole.Seen with { Intents = Fact<Intents>.NotRead }, "the wishes of people were not read"),
            (Whole.Seen with { Intents = Fact<Intents>.Failed("away", Sample.Now) }, "away"),
            (Whole.Seen with { Services = Fact<Pair<EcsService?>>.NotRead }, "the ECS services were not read"),
            (Whole.Seen with { Services = Fact<Pair<EcsService?>>.Failed("away", Sample.Now) }, "away"),
            (Whole.Seen with { Rules = Fact<ServiceRules>.NotRead }, "the listener rules were not read"),
            (Whole.Seen with { Rules = Fact<ServiceRules>.Failed("away", Sample.Now) }, "away"),
            ((Whole with { Unread = "the listener x: HTTP 500" }).Seen, "its rules may stand on the listener x: HTTP 500"),
            (Whole.Seen with { Scaling = Fact<Pair<ScalableTarget?>>.NotRead }, "the scalable targets were not read"),
            (Whole.Seen with { Scaling = Fact<Pair<ScalableTarget?>>.Failed("away", Sample.Now) }, "away"),
            (Whole.Seen with { TargetGroups = Fact<Pair<TargetGroup?>>.NotRead }, "the target groups were not read"),
            (Whole.Seen with { TargetGroups = Fact<Pair<TargetGroup?>>.Failed("away", Sample.Now) }, "away"),
            (Whole.Seen with { Services = Fact<Pair<EcsService?>>.Of(Whole.Seen.Services.Value!, Sample.Now - TimeSpan.FromMinutes(1)) }, "what was read is too old to act on"),
            (Whole.Seen with { Rules = Fact<ServiceRules>.Of(Whole.Seen.Rules.Value!, Sample.Now - TimeSpan.FromMinutes(1)) }, "what was read is too old to act on"),
        ];
        Assert.Equal(table.Select(row => (Phase.Blind, row.Reason)), table.Select(row => DepartureMachine.Decide(Gone, row.Seen, Whole.Memory, refusal: null, Sample.Now)).Select(decision => (decision.Phase, decision.Reason)));
        Assert.Equal((Phase.Prune, "a second read must show the same before anything is deleted"), Told(Whole with { Memory = Whole.Memory with { Reads = 1 } }));
    }

    [Fact]
    public void Who_keeps_it_from_being_deleted_is_named()
    {
        Assert.Equal((Phase.HandsOff, "suspended by ann; publican resume beer-api goes on"), Told(Whole with { Intents = Sample.Wish(Verb.Suspend, null) }));
        Assert.Equal((Phase.HandsOff, "another instance leads: other"), Told(Whole with { Leadership = new Leadership(Standing.Follows, "other") }));
        Assert.Equal((Phase.Contested, "ECS service beer-api-green exists but does not carry this service's tags; nothing is deleted"), Told(Whole with { Green = Whole.Green! with { Ours = false } }));
        Assert.Equal((Phase.Contested, "target group blue is not this service's; take it away, and the deletion goes on"), Told(Whole with { Production = [], Groups = Whole.Groups with { Blue = Group with { Ours = false, InUse = true } } }));
    }

    [Fact]
    public void A_read_that_came_too_soon_does_not_put_off_the_one_that_counts()
    {
        var first = new DepartureMemory(Sample.Now).After(Whole.Seen, TimeSpan.FromSeconds(5), Sample.Now);
        Assert.Equal(2, first.After(Whole.Seen, TimeSpan.FromSeconds(5), Sample.Now + TimeSpan.FromSeconds(4)).After(Whole.Seen, TimeSpan.FromSeconds(5), Sample.Now + TimeSpan.FromSeconds(5)).Reads);
    }

    private static (Phase Phase, string Reason) Told(World scene) => (scene.Decide().Phase, scene.Decide().Reason);
}
