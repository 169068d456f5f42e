using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class TaskCheckTests
{
    private static readonly TaskCheckSpec Smoke = new(["smoke", "--fast"], TimeSpan.FromSeconds(30));
    private static readonly ServiceSpec InPreview = With(Sample.Spec().Rollout with { Checks = [Smoke] });
    private static readonly ServiceSpec AtTen = With(Sample.Spec(steps: [new StepSpec(10, Sample.Hold) { Checks = [Smoke] }, new StepSpec(50, Sample.Hold)]).Rollout);
    private static readonly Scene Preview = Scene.Prepared with { Spec = InPreview };
    private static readonly Scene Ten = Scene.At(10, 60) with { Spec = AtTen };

    [Fact]
    public void A_healthy_candidate_runs_it_before_its_first_weight_and_through_the_preview_rule()
    {
        var run = Assert.IsType<PlannedAction.RunCheckTask>((Preview with { Tasks = [Reading()] }).Decide().Action);

        Assert.Equal(("h1:new", Hook(0)), (run.Revision, run.Hook));
        Assert.Equal(["smoke", "--fast"], run.Command.AsEnumerable());
        Assert.Equal((new Uri("http://127.0.0.1:8080"), "beer-api.token"), run.Preview);
    }

    [Fact]
    public void It_is_not_run_before_all_nodes_know_the_preview_rule() =>
        Assert.Null((Preview with { Tasks = [Reading()], PreviewSettled = false }).Decide().Action);

    [Fact]
    public void While_it_runs_there_is_no_traffic() =>
        Assert.Equal("task smoke --fast runs", (Preview with { Tasks = [Reading(Task("RUNNING"))] }).Decide().Reason);

    [Fact]
    public void That_it_succeeded_is_noted_before_anything_moves()
    {
        Assert.Equal(Hook(0), Assert.IsType<PlannedAction.RecordCheckTask>((Preview with { Tasks = [Reading(Task("STOPPED", 0))] }).Decide().Action).Hook);

        var noted = Preview with { Tasks = [Reading(noted: true)] };
        Assert.Equal(RecordChange.Arm, Assert.IsType<PlannedAction.WriteRecord>(noted.Decide().Action).Change);
    }

    [Fact]
    public void Exit_code_1_quarantines_the_revision_without_traffic()
    {
        var decision = (Preview with { Tasks = [Reading(Task("STOPPED", 1))] }).Decide();

        Assert.Equal(new BadRevision("h1:new", Codes.TaskCheck), Assert.IsType<PlannedAction.WriteRecord>(decision.Action).After.Bad[0]);
        Assert.Equal("task smoke --fast exited with code 1", decision.Failure!.Message);
        Assert.Single(decision.Failure.Samples);
    }

    [Fact]
    public void One_that_does_not_end_is_stopped_and_then_failed()
    {
        var late = Sample.Now - TimeSpan.FromSeconds(31);

        Assert.IsType<PlannedAction.StopCheckTask>((Preview with { Tasks = [Reading(Task("RUNNING", at: late))] }).Decide().Action);
        var decision = (Preview with { Tasks = [Reading(Task("STOPPED", 143, late))] }).Decide();
        Assert.Equal("task smoke --fast did not end within 30 s", decision.Failure!.Message);
    }

    [Fact]
    public void One_that_never_started_fails_with_the_reason() =>
        Assert.Equal("task smoke --fast never ran: CannotPullContainerError", (Preview with { Tasks = [Reading(Task("STOPPED"))] }).Decide().Failure!.Message);

    [Fact]
    public void One_that_cannot_be_looked_for_is_not_run_again() =>
        Assert.Null((Preview with { Tasks = [Reading() with { Error = "ListTasks: away" }] }).Decide().Action);

    [Fact]
    public void A_step_runs_its_own_while_it_is_held()
    {
        Assert.Equal(Hook(10), Assert.IsType<PlannedAction.RunCheckTask>((Ten with { Tasks = [Reading(weight: 10)] }).Decide().Action).Hook);
        Assert.Equal("task smoke --fast runs", (Ten with { Tasks = [Reading(Task("RUNNING"), weight: 10)] }).Decide().Reason);
        Assert.Equal(50, Assert.IsType<PlannedAction.SetWeights>((Ten with { Tasks = [Reading(weight: 10, noted: true)] }).Decide().Action).CandidateWeight);
    }

    [Fact]
    public void Exit_code_1_in_a_step_brings_traffic_home_in_the_next_call()
    {
        var decision = (Ten with { Tasks = [Reading(Task("STOPPED", 1), weight: 10)] }).Decide();

        Assert.Equal(0, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
        Assert.Equal(Codes.TaskCheck, decision.Failure!.Code);
    }

    [Fact]
    public void The_rollouts_own_runs_once_and_not_at_every_step()
    {
        Assert.Contains(Smoke, InPreview.Rollout.ChecksAt(0));
        Assert.DoesNotContain(Smoke, InPreview.Rollout.ChecksAt(10));
        Assert.DoesNotContain(Smoke, InPreview.Rollout.ChecksAt(100));
    }

    [Fact]
    public void The_way_back_to_a_warm_colour_runs_nothing()
    {
        var back = Preview with { Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(5), Attempt = Scene.Armed }, Tasks = [Reading()] };

        Assert.Equal(100, Assert.IsType<PlannedAction.SetWeights>((back with { Memory = back.Memory with { Armed = Scene.Armed.ToString() } }).Decide().Action).CandidateWeight);
    }

    [Fact]
    public void Another_command_another_place_and_a_retry_are_another_task()
    {
        string[] hooks =
        [
            Hook(0), Hook(10), CheckHooks.Of(new(["smoke --fast"], Smoke.Timeout), 0, ReleaseRecord.Empty, "h1:new"),
            CheckHooks.Of(Smoke, 0, ReleaseRecord.Empty with { Retried = new Retried("h1:new", Sample.Now) }, "h1:new"),
        ];

        Assert.Equal(hooks.Length, hooks.Distinct().Count());
        Assert.Equal(Hook(0), CheckHooks.Of(Smoke with { Timeout = TimeSpan.FromHours(1) }, 0, ReleaseRecord.Empty with { Retried = new Retried("h1:old", Sample.Now) }, "h1:new"));
        Assert.All(hooks, hook => Assert.True(JobReader.StartedBy(new Names("a-long-environment-of-32-chars", "c", "seventeen-letters"), "h1:0123456789abcdef", hook).Length <= 128));
    }

    private static ServiceSpec With(RolloutSpec rollout) => Sample.Spec() with { Rollout = rollout };

    private static string Hook(int weight) => CheckHooks.Of(Smoke, weight, ReleaseRecord.Empty, "h1:new");

    private static TaskReading Reading(OneOffTask? task = null, int weight = 0, bool noted = false) => new(Smoke, Hook(weight), noted ? new JobResult(Code: null) : null, task);

    private static OneOffTask Task(string status, int? exit = null, DateTimeOffset? at = null) => new("arn:task/1", status, at ?? Sample.Now, exit, exit is null ? "CannotPullContainerError" : "Essential container in task exited");
}
