using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class RollingTests
{
    private static readonly TaskDefinition Registered = new("arn:definition/h1:new", "h1:new", Before: null);
    /// <summary>What only this strategy does.</summary>
    public static readonly string[] Actions = [nameof(PlannedAction.CreateRollingService), nameof(PlannedAction.Roll), nameof(PlannedAction.ScaleRollingService), nameof(PlannedAction.AdoptDefinition), nameof(PlannedAction.AdoptService)];

    /// <summary>What only this strategy warns of.</summary>
    public static readonly string[] Warnings = [Alarms.AdoptionDiffers, Alarms.NothingToAdopt];

    private static readonly ReleaseRecord Armed = RollingScene.Released with { Attempt = RollingScene.Moving with { Moving = false } };

    [Fact]
    public void A_first_release_says_in_the_call_that_creates_it_what_is_tried()
    {
        var create = Assert.IsType<PlannedAction.CreateRollingService>((new RollingScene { Runs = null }).Decide().Action);
        Assert.Equal((2, "h1:new", true), (create.Count, create.Record.Attempt!.Revision, create.Record.Attempt.Moving));
    }

    [Fact]
    public void No_task_is_replaced_before_the_migration_succeeded()
    {
        Assert.IsType<PlannedAction.RegisterTaskDefinition>((new RollingScene { Definition = null }).Decide().Action);
        Assert.IsType<PlannedAction.RunBeforeJob>((new RollingScene { Definition = Registered }).Decide().Action);
        var failed = new RollingScene { Definition = Registered with { Before = new JobResult("before-job") } };
        Assert.Equal("h1:new=before-job", Bad(failed.Decide()));
        Assert.Equal((Phase.NoStable, null), ((failed with { Runs = null }).Decide().Phase, (failed with { Runs = null }).Decide().Action));
    }

    [Fact]
    public void The_attempt_is_noted_before_the_one_call_that_starts_the_deployment()
    {
        Assert.Equal((RecordChange.Arm, false), (Write(new RollingScene().Decide()).Change, Write(new RollingScene().Decide()).After.Attempt!.Moving));
        var armed = new RollingScene { Record = Armed, Memory = new RollingScene().Memory with { Armed = Armed.Attempt!.ToString() } };
        var roll = Assert.IsType<PlannedAction.Roll>(armed.Decide().Action);
        Assert.Equal(("arn:definition/h1:new", 2, false, false), (roll.TaskDefinitionArn, roll.Count, roll.Back, roll.Again));
    }

    [Fact]
    public void A_deployment_does_not_start_while_the_alarm_is_ringing_already()
    {
        var decision = (new RollingScene { Alarm = new AlarmReading("queue", "ALARM", "too long", BeforeTraffic: true) }).Decide();
        Assert.Equal((Phase.Prepare, null, Alarms.BothBad), (decision.Phase, decision.Action, decision.Alarm?.Reason));
    }

    [Fact]
    public void An_attempt_armed_by_a_dead_process_is_counted_and_the_last_one_quarantined()
    {
        Assert.Equal(2, Write((new RollingScene { Record = Armed }).Decide()).After.Attempt!.Tries);
        Assert.Equal("h1:new=interrupted", Bad((new RollingScene { Record = Armed with { Attempt = Armed.Attempt! with { Tries = 2 } } }).Decide()));
    }

    [Fact]
    public void A_deployment_in_progress_is_waited_for()
    {
        Assert.Equal((Phase.Rolling, null), (RollingScene.InProgress.Decide().Phase, RollingScene.InProgress.Decide().Action));
        Assert.Equal(RecordChange.Moving, Write((RollingScene.InProgress with { Record = Armed }).Decide()).Change);
        var complete = RollingScene.Baking(0) with { Record = RollingScene.Released with { Attempt = RollingScene.Moving } };
        Assert.Equal(new Since(100, Sample.Now), Write(complete.Decide()).After.Since);
    }

    [Fact]
    public void Only_what_baked_is_what_one_can_go_back_to()
    {
        Assert.Null(RollingScene.Baking(1).Decide().Action);
        Assert.Equal(new Proven("h1:new", "arn:definition/h1:new"), Write(RollingScene.Baking(9).Decide()).After.Proven);
        Assert.Null((RollingScene.Baking(9) with { Memory = new() { StartedAt = Sample.Now - TimeSpan.FromSeconds(2.5) } }).Decide().Action);
    }

    [Fact]
    public void A_worker_that_crashes_begins_its_bake_again_and_never_passes_it()
    {
        var broken = RollingScene.Baking(9) with { Runs = ("h1:new", 2, 1) };
        Assert.Null(broken.Decide().Action);
        var memory = Remember.Seen(broken.Memory, broken.Observe(), broken.Target, Sample.Now - TimeSpan.FromSeconds(1));
        Assert.Null((RollingScene.Baking(9) with { Memory = memory }).Decide().Action);
        var late = broken with { Record = broken.Record with { Since = new Since(100, Sample.Now - TimeSpan.FromMinutes(2)) } };
        Assert.Equal((Phase.Revert, Codes.Unhealthy), (late.Decide().Phase, late.Decide().Failure!.Code));
    }

    [Theory]
    [InlineData("FAILED", "OK", 0, Codes.Crashed)]
    [InlineData("IN_PROGRESS", "ALARM", 0, Codes.Alarm)]
    [InlineData("IN_PROGRESS", "OK", 90, Codes.Deadline)]
    public void What_fails_goes_back_to_the_proven_revision_before_anything_else(string state, string alarm, int secondsOld, string code)
    {
        var failing = RollingScene.InProgress with
        {
            State = state,
            Alarm = new AlarmReading("queue", alarm, "", BeforeTraffic: false),
            CreatedAt = Sample.Now - TimeSpan.FromSeconds(secondsOld),
            ProvenNetwork = new TaskNetwork(["subnet-9"], ["sg-9"]),
        };
        var decision = failing.Decide();
        var roll = Assert.IsType<PlannedAction.Roll>(decision.Action);
        Assert.Equal((Phase.Revert, code, "arn:definition/h1:old", true), (decision.Phase, decision.Failure?.Code, roll.TaskDefinitionArn, roll.Back));
        Assert.Equal(failing.ProvenNetwork, roll.Network);
    }

    [Fact]
    public void A_revision_that_came_back_is_quarantined_with_what_took_it_back()
    {
        var back = new RollingScene { Record = RollingScene.InProgress.Record };
        Assert.Equal("h1:new=alarm", Bad((back with { Memory = back.Memory with { Reverted = new Failure("h1:new", Codes.Alarm, "alarm", "") } }).Decide()));
        Assert.Equal("h1:new=crashed", Bad((back with { TakenBackAt = Sample.Now }).Decide()));
        Assert.Equal("h1:new=unknown", Bad((back with { TakenBackAt = Sample.Now - TimeSpan.FromHours(1) }).Decide()));
        Assert.Equal("h1:new=unknown", Bad(back.Decide()));
    }

    [Fact]
    public void Where_ecs_went_back_to_what_never_baked_the_proven_revision_is_rolled_out()
    {
        var wrong = new RollingScene { Runs = ("h1:between", 2, 2), Record = RollingScene.Released.WithBad("h1:new", Codes.Crashed) };
        var roll = Assert.IsType<PlannedAction.Roll>(wrong.Decide().Action);
        Assert.Equal(("h1:old", true), (roll.Revision, roll.Back));
    }

    [Fact]
    public void A_newer_commit_is_rolled_out_over_the_one_in_progress()
    {
        var newer = RollingScene.InProgress with { Desired = "h1:newer", Definition = new TaskDefinition("arn:definition/h1:newer", "h1:newer", new JobResult(Code: null)) };
        Assert.Equal("h1:newer", Write(newer.Decide()).After.Attempt!.Revision);
    }

    [Fact]
    public void A_commit_back_to_the_proven_revision_needs_no_bake()
    {
        var back = RollingScene.InProgress with { Desired = "h1:old" };
        Assert.Equal((Phase.Revert, Codes.Superseded), (back.Decide().Phase, back.Decide().Failure!.Code));
        var there = back with { Runs = ("h1:old", 2, 2), State = "COMPLETED" };
        Assert.Equal(RecordChange.Close, Write(there.Decide()).Change);
        Assert.Equal((Phase.Steady, null), ((there with { Record = RollingScene.Released }).Decide().Phase, (there with { Record = RollingScene.Released }).Decide().Action));
    }

    [Fact]
    public void A_first_release_that_fails_runs_nothing_and_is_no_success()
    {
        var failing = RollingScene.InProgress with { State = "FAILED", Record = ReleaseRecord.Empty with { Attempt = RollingScene.Moving } };
        Assert.Equal("h1:new=crashed", Bad(failing.Decide()));
        var bad = failing with { Record = ReleaseRecord.Empty.WithBad("h1:new", Codes.Crashed) };
        Assert.Equal(0, Assert.IsType<PlannedAction.ScaleRollingService>(bad.Decide().Action).Count);
        Assert.Equal((Phase.NoStable, null), ((bad with { Runs = ("h1:new", 0, 0) }).Decide().Phase, (bad with { Runs = ("h1:new", 0, 0) }).Decide().Action));
    }

    [Fact]
    public void A_first_release_is_retried_by_a_forced_deployment()
    {
        var record = ReleaseRecord.Empty with { Attempt = RollingScene.Moving with { Moving = false }, Retried = new Retried("h1:new", Sample.Now) };
        var retried = new RollingScene { Runs = ("h1:new", 0, 0), State = "FAILED", Record = record, Memory = new RollingScene().Memory with { Armed = record.Attempt.ToString() } };
        Assert.True(Assert.IsType<PlannedAction.Roll>(retried.Decide().Action).Again);
    }

    [Fact]
    public void An_abort_in_mid_deployment_goes_back_and_before_it_only_notes_it()
    {
        var abort = Sample.Wish(Verb.Abort, "h1:new");
        Assert.Equal((Phase.Revert, Codes.Aborted), ((RollingScene.InProgress with { Intents = abort }).Decide().Phase, (RollingScene.InProgress with { Intents = abort }).Decide().Failure!.Code));
        Assert.Equal("h1:new=aborted", Bad((new RollingScene { Intents = abort }).Decide()));
        Assert.Equal((Phase.Aborted, null), ((new RollingScene { Intents = abort, Runs = null }).Decide().Phase, (new RollingScene { Intents = abort, Runs = null }).Decide().Action));
    }

    [Fact]
    public void A_pause_holds_the_deployment_and_the_bake_and_no_way_back()
    {
        var pause = Sample.Wish(Verb.Pause, "h1:new");
        Assert.Equal(Awaits.Resume, (new RollingScene { Intents = pause }).Decide().Awaits);
        Assert.Equal(Awaits.Resume, (RollingScene.Baking(9) with { Intents = pause }).Decide().Awaits);
        Assert.Equal(Phase.Revert, (RollingScene.InProgress with { State = "FAILED", Intents = pause }).Decide().Phase);
    }

    [Fact]
    public void A_suspended_service_is_not_touched() =>
        Assert.Equal((Phase.HandsOff, null), Both(RollingScene.InProgress with { State = "FAILED", Intents = Sample.Wish(Verb.Suspend, null) }));

    [Fact]
    public void What_a_person_put_there_is_drift_and_goes_back()
    {
        var decision = (new RollingScene { Desired = "h1:old", Runs = (null, 2, 2) }).Decide();
        Assert.Equal((Phase.Revert, true), (decision.Phase, decision.Drift is not null));
        var scaled = new RollingScene { Desired = "h1:old", Runs = ("h1:old", 5, 5), Memory = new RollingScene().Memory with { Counts = new(2, null) } };
        Assert.Equal((2, true), (Assert.IsType<PlannedAction.ScaleRollingService>(scaled.Decide().Action).Count, scaled.Decide().Drift is not null));
    }

    [Fact]
    public void A_lost_record_is_repaired_from_what_runs()
    {
        var write = Write((new RollingScene { Record = ReleaseRecord.Empty }).Decide());
        Assert.Equal((RecordChange.Repair, "h1:old"), (write.Change, write.After.Proven!.Revision));
    }

    [Fact]
    public void A_record_that_a_leader_wrote_late_is_written_again() =>
        Assert.Equal((RecordChange.Restore, "crashed"), (Write(OverwrittenLate.Decide()).Change, Write(OverwrittenLate.Decide()).After.BadFor("h1:new")?.Code));

    [Fact]
    public void A_proven_revision_whose_tasks_fail_is_an_alarm_and_nothing_else()
    {
        var down = new RollingScene { Desired = "h1:old", Runs = ("h1:old", 2, 0), State = "FAILED" };
        Assert.Equal((null, Alarms.StableDown), (down.Decide().Action, down.Decide().Alarm?.Reason));
    }

    [Fact]
    public void After_a_restart_nothing_moves_forward_until_old_writes_are_visible()
    {
        var restarted = new ProcessMemory { StartedAt = Sample.Now };
        Assert.Equal((Phase.Blind, null), Both(new RollingScene { Memory = restarted }));
        Assert.Equal(Phase.Revert, (RollingScene.InProgress with { State = "FAILED", Memory = restarted }).Decide().Phase);
    }

    [Fact]
    public void A_going_back_that_is_not_visible_yet_is_not_done_twice()
    {
        var failing = RollingScene.InProgress with { State = "FAILED" };
        var memory = Remember.Done(failing.Memory, failing.Decide(), Sample.Now, Sample.Timing.ReadLag);
        Assert.Equal((Phase.Revert, null), Both(failing with { Memory = memory }));
    }

    private static RollingScene OverwrittenLate => new()
    {
        Leadership = new(Standing.Leads, "me", 3, Sample.Now - TimeSpan.FromHours(1)),
        Memory = new() { StartedAt = Sample.Now - TimeSpan.FromHours(1), Record = RollingScene.Released.WithBad("h1:new", Codes.Crashed) },
    };

    [Fact]
    public void Every_row_of_the_table_decides_some_situation_here()
    {
        RollingScene[] scenes =
        [
            new() { Intents = Sample.Wish(Verb.Suspend, null) },
            new() { Runs = null, OtherShape = new(Sample.Service(Colour.Blue, "h1:old", 2), null) },
            new() { Runs = null, Spec = RollingScene.Worker with { Adopt = "legacy" } },
            new() { IsForeign = true },
            RollingScene.InProgress with { State = "FAILED" },
            OverwrittenLate,
            new() { Memory = new() { StartedAt = Sample.Now } },
            new() { Record = RollingScene.InProgress.Record },
            new() { Desired = "h1:old", Record = RollingScene.Released with { Attempt = RollingScene.Moving with { Revision = "h1:old" } } },
            new() { Record = ReleaseRecord.Empty },
            new() { Record = RollingScene.Released.WithBad("h1:new", Codes.Crashed), Intents = Sample.Wish(Verb.Retry, "h1:new") },
            RollingScene.InProgress with { State = "FAILED", Record = ReleaseRecord.Empty with { Attempt = RollingScene.Moving } },
            new() { Desired = "h1:old", Spec = RollingScene.Worker with { Scaling = new Publican.Desired.ScalingSpec(2, 6, new(Publican.Desired.ScalingMetric.Cpu, 60)) } },
            RollingScene.InProgress with { Record = ReleaseRecord.Empty.WithBad("h1:new", Codes.Crashed) },
            new() { Intents = Sample.Wish(Verb.Abort, "h1:new") },
            new() { Record = RollingScene.Released.WithBad("h1:new", Codes.Crashed) },
            new(),
            RollingScene.InProgress,
            RollingScene.Baking(1),
            new() { Desired = "h1:old" },
        ];
        var rows = scenes.Select(scene => new View(scene.Target, scene.Observe(), scene.Memory, Sample.Now))
            .Select(view => RollingMachine.Rows.First(row => row(view) is not null).Method.Name);
        Assert.Equal(RollingMachine.Rows.Select(row => row.Method.Name).Except([nameof(SafetyRows.Blind)]), rows);
        var unread = new RollingScene().Observe() with { Services = Fact<Pair<EcsService?>>.Failed("away", Sample.Now) };
        Assert.Equal(Phase.Blind, RolloutMachine.Decide(new RollingScene().Target, unread, new RollingScene().Memory, Sample.Now).Phase);
    }

    private static (Phase, PlannedAction?) Both(RollingScene scene) => (scene.Decide().Phase, scene.Decide().Action);

    private static PlannedAction.WriteRecord Write(Decision decision) => Assert.IsType<PlannedAction.WriteRecord>(decision.Action);

    private static string Bad(Decision decision) => Write(decision).After.Bad[0].ToString();
}
