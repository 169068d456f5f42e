using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class PrepareTests
{
    private static readonly TaskDefinition Registered = new("arn:definition/h1:new", "h1:new", Before: null);

    private static Scene New => new() { Desired = "h1:new", Preview = true };

    /// <summary>Found by the fault matrix (first before-job fails/Failed/131): the preview rule came and went again.</summary>
    [Fact]
    public void Nothing_is_begun_while_the_task_definition_cannot_be_read()
    {
        var scene = new Scene { Desired = "h1:new" };
        var target = Sample.Target("h1:new");
        var seen = scene.Observe(target) with { Definition = Fact<TaskDefinition?>.Failed("away", Sample.Now) };
        var decision = RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now);
        Assert.Equal((Phase.Blind, null, "away"), (decision.Phase, decision.Action, decision.Reason));
    }

    [Fact]
    public void The_way_in_for_checks_comes_first() => Assert.IsType<PlannedAction.CreatePreviewRule>((New with { Preview = false }).Decide().Action);

    [Fact]
    public void No_task_of_a_candidate_starts_before_its_migration_succeeded()
    {
        Assert.IsType<PlannedAction.RunBeforeJob>((New with { Definition = Registered }).Decide().Action);
        var running = New with { Definition = Registered, Job = new OneOffTask("arn:task/1", "RUNNING", Sample.Now, null, null) };
        Assert.Null(running.Decide().Action);
        var succeeded = New with { Definition = Registered, Job = new OneOffTask("arn:task/1", "STOPPED", Sample.Now, 0, "Essential container in task exited") };
        Assert.Equal("ok", Assert.IsType<PlannedAction.RecordJobResult>(succeeded.Decide().Action).Result.ToString());
        Assert.IsType<PlannedAction.CreateService>(New.Decide().Action);
    }

    [Fact]
    public void A_failed_migration_is_noted_and_then_quarantined()
    {
        var failed = New with { Definition = Registered, Job = new OneOffTask("arn:task/1", "STOPPED", Sample.Now, 1, "Essential container in task exited") };
        Assert.Equal("failed=before-job", Assert.IsType<PlannedAction.RecordJobResult>(failed.Decide().Action).Result.ToString());

        var noted = New with { Definition = Registered with { Before = new JobResult("before-job") } };
        Assert.Equal("h1:new=before-job", Assert.IsType<PlannedAction.WriteRecord>(noted.Decide().Action).After.Bad.Single().ToString());
    }

    [Fact]
    public void A_migration_that_hangs_is_stopped_at_its_timeout()
    {
        var hanging = New with { Definition = Registered, Job = new OneOffTask("arn:task/1", "RUNNING", Sample.Now - TimeSpan.FromMinutes(1), null, null) };
        Assert.IsType<PlannedAction.StopBeforeJob>(hanging.Decide().Action);
    }

    [Fact]
    public void Task_definition_and_count_change_in_one_call()
    {
        var start = Assert.IsType<PlannedAction.StartCandidate>((New with { Green = ("h1:older", 0, 0) }).Decide().Action);
        Assert.Equal(("arn:definition/h1:new", 2), (start.TaskDefinitionArn, start.Count));
    }

    [Fact]
    public void The_count_of_a_scaled_candidate_is_the_autoscalers_from_the_first_call_on()
    {
        var scaled = Sample.Spec() with { Scaling = new ScalingSpec(2, 6, new ScalingTargetSpec(ScalingMetric.Cpu, 60)) };
        Assert.True(Assert.IsType<PlannedAction.StartCandidate>(Next(scaled, ("h1:older", 0, 0))).Scales);
        Assert.False(Assert.IsType<PlannedAction.StartCandidate>(Next(Sample.Spec(), ("h1:older", 0, 0))).Scales);

        // Of the right revision, but stopped: it begins anew.
        Assert.IsType<PlannedAction.StartCandidate>(Next(scaled, ("h1:new", 0, 0)));

        static PlannedAction? Next(ServiceSpec spec, (string, int, int) green)
        {
            var (scene, target) = (New with { Spec = spec, Green = green }, Sample.Target("h1:new", spec));
            var scalable = spec.Scaling is null ? null : new ScalableTarget(2, 6, InSuspended: false, OutSuspended: false) { Policy = new("ECSServiceAverageCPUUtilization", 60, null) };
            var seen = scene.Observe(target) with { Scaling = Fact<Pair<ScalableTarget?>>.Of(new(scalable, null), Sample.Now) };
            return RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now).Action;
        }
    }

    [Fact]
    public void A_candidate_of_another_task_definition_of_the_same_revision_is_started_anew()
    {
        var target = Sample.Target("h1:new");
        var scene = New with { Green = ("h1:new", 2, 1), GreenState = "IN_PROGRESS" };
        var seen = scene.Observe(target) with { Definition = Fact<TaskDefinition?>.Of(new("arn:definition/h1:new:2", "h1:new", new JobResult(Code: null)), Sample.Now) };
        Assert.Equal("arn:definition/h1:new:2", Assert.IsType<PlannedAction.StartCandidate>(RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now).Action).TaskDefinitionArn);
    }

    [Theory]
    [InlineData(null, "tasks of the candidate keep failing: 3 failed")]
    [InlineData("ECS could not place them", "tasks of the candidate keep failing: ECS could not place them")]
    public void Why_a_deployment_failed_is_said_in_the_words_of_ecs_where_it_has_some(string? reason, string message)
    {
        var target = Sample.Target("h1:new");
        var scene = New with { Green = ("h1:new", 2, 0), GreenState = "FAILED", GreenHealthy = 0 };
        var seen = scene.Observe(target);
        var green = seen.Services.Value!.Green!;
        seen = seen with { Services = Fact<Pair<EcsService?>>.Of(seen.Services.Value! with { Green = green with { Primary = green.Primary with { StateReason = reason, FailedTasks = 3 } } }, Sample.Now) };
        Assert.Equal(message, RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now).Failure!.Message);
    }

    [Fact]
    public void What_a_candidate_that_is_prepared_waits_for_is_said()
    {
        Assert.Equal("the before-job runs", (New with { Definition = Registered, Job = new OneOffTask("arn:task/1", "RUNNING", Sample.Now, null, null) }).Decide().Reason);
        Assert.Equal("1 of 2 targets of green are healthy", (Scene.Prepared with { GreenHealthy = 1 }).Decide().Reason);
        Assert.Equal("the task definition was not looked for", Of(seen => seen with { Definition = Fact<TaskDefinition?>.NotRead }));
        Assert.Equal("the target groups were not read", Of(seen => seen with { TargetGroups = Fact<Pair<TargetGroup?>>.NotRead }));
        Assert.Equal("away", Of(seen => seen with { TargetGroups = Fact<Pair<TargetGroup?>>.Failed("away", Sample.Now) }));
        Assert.Equal("the before-job was not looked for", Of(seen => seen with { Definition = Fact<TaskDefinition?>.Of(Registered, Sample.Now), BeforeJob = Fact<OneOffTask?>.NotRead }));

        static string Of(Func<ServiceObservation, ServiceObservation> change)
        {
            var target = Sample.Target("h1:new");
            var decision = RolloutMachine.Decide(target, change(New.Observe(target)), New.Memory, Sample.Now);
            Assert.Equal((Phase.Blind, null), (decision.Phase, decision.Action));
            return decision.Reason;
        }
    }

    [Fact]
    public void A_colour_that_still_drains_is_not_used_yet()
    {
        var scene = New with { Green = ("h1:older", 2, 2), Memory = new ProcessMemory { StartedAt = Sample.Now - TimeSpan.FromHours(1) } };
        Assert.Null(scene.Decide().Action);
    }

    [Fact]
    public void Tasks_that_keep_crashing_fail_the_revision()
    {
        var decision = (New with { Green = ("h1:new", 2, 0), GreenState = "FAILED", GreenHealthy = 0 }).Decide();
        Assert.Equal(Codes.Crashed, decision.Failure!.Code);
    }

    [Fact]
    public void A_candidate_that_is_not_ready_by_the_deadline_fails()
    {
        var scene = New with { Green = ("h1:new", 2, 1), GreenState = "IN_PROGRESS" };
        Assert.Null(scene.Decide().Failure);
        var late = scene with { Spec = scene.Spec with { Rollout = scene.Spec.Rollout with { Timeout = TimeSpan.FromSeconds(10) } } };
        Assert.Equal(Codes.Deadline, late.Decide().Failure!.Code);

        // Prepared by a process that is gone: this one has not waited for it yet.
        Assert.Null((late with { Memory = late.Memory with { StartedAt = Sample.Now - TimeSpan.FromSeconds(5) } }).Decide().Failure);
    }

    [Fact]
    public void The_first_release_gets_its_production_rule_last()
    {
        var first = new Scene { Desired = "h1:new", Record = ReleaseRecord.Empty, Blue = ("h1:new", 2, 2), GreenWeight = null, Preview = true };
        Assert.IsType<PlannedAction.CreateProductionRule>(first.Decide().Action);
        Assert.Null((first with { BlueHealthy = 1 }).Decide().Action);
        Assert.Null((first with { ChecksGood = null }).Decide().Action);
    }

    [Fact]
    public void A_failed_first_release_is_scaled_to_zero_and_shows_no_stable()
    {
        var failed = new Scene
        {
            Desired = "h1:new", Record = ReleaseRecord.Empty.WithBad("h1:new", Codes.HttpCheck), Blue = ("h1:new", 2, 2), GreenWeight = null, Preview = true,
        };
        Assert.Equal((Phase.NoStable, 0), (failed.Decide().Phase, ((PlannedAction.Scale)failed.Decide().Action!).Count));
        var down = failed with { Blue = ("h1:new", 0, 0) };
        Assert.IsType<PlannedAction.DeletePreviewRule>(down.Decide().Action);
        Assert.Equal((Phase.NoStable, null), ((down with { Preview = false }).Decide().Phase, (down with { Preview = false }).Decide().Action));
    }

    [Fact]
    public void A_first_migration_that_fails_creates_no_service()
    {
        var scene = new Scene { Desired = "h1:new", Record = ReleaseRecord.Empty, Blue = null, GreenWeight = null, Preview = false, Definition = Registered with { Before = new JobResult("before-job") } };
        Assert.Equal((Phase.NoStable, null), (scene.Decide().Phase, scene.Decide().Action));
    }

    [Fact]
    public void A_task_definition_put_there_by_hand_is_drift_and_rolled_over()
    {
        var target = Sample.Target("h1:new");
        var scene = New with { Preview = false };
        var seen = scene.Observe(target);
        var blue = seen.Services.Value!.Blue! with { Revision = null, TaskDefinitionArn = "arn:definition/strange" };
        seen = seen with { Services = Fact<Pair<EcsService?>>.Of(new(blue, null), Sample.Now) };
        var decision = RolloutMachine.Decide(target, seen, scene.Memory, Sample.Now);
        Assert.IsType<PlannedAction.CreatePreviewRule>(decision.Action);
        Assert.Contains("arn:definition/strange", decision.Drift, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_owners_service_is_never_touched()
    {
        var target = Sample.Target("h1:new");
        var seen = New.Observe(target);
        var blue = seen.Services.Value!.Blue! with { Ours = false };
        seen = seen with { Services = Fact<Pair<EcsService?>>.Of(new(blue, null), Sample.Now) };
        var decision = RolloutMachine.Decide(target, seen, New.Memory, Sample.Now);
        Assert.Equal((Phase.Contested, null), (decision.Phase, decision.Action));
    }
}
