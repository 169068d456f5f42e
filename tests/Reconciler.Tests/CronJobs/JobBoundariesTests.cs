using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using static Publican.Tests.CronJobs.JobScene;

namespace Publican.Tests.CronJobs;

/// <summary>What is decided at the very moment that something ends, and what this process keeps in mind.</summary>
public sealed class JobBoundariesTests
{
    private static readonly DateTimeOffset Before = Firing - TimeSpan.FromHours(1);

    private static readonly JobScene Short = new() { Job = Cron with { Cron = Hourly with { StartingDeadline = TimeSpan.FromMinutes(10) } } }, Begins = new() { Runs = Begun(Firing) };

    [Fact]
    public void A_run_may_be_begun_up_to_its_deadline_inclusive()
    {
        var due = Short with { Runs = Ok(Before), At = Firing + TimeSpan.FromMinutes(10) };
        Assert.Contains("=run@", due.Written(), StringComparison.Ordinal);
        Assert.Contains("=missed+", (due with { At = due.At + TimeSpan.FromSeconds(1) }).Written(), StringComparison.Ordinal);

        // And its task looked for as long.
        var begun = due with { Runs = Begun(Firing) };
        Assert.IsType<PlannedAction.RunJob>(begun.Decide().Action);
        Assert.Contains("=missed+", (begun with { At = begun.At + TimeSpan.FromSeconds(1) }).Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_firing_that_was_held_up_is_skipped_when_the_run_before_ended_with_it_or_later()
    {
        Assert.Contains("=skipped+", Ended(3600).Written(), StringComparison.Ordinal);
        Assert.Contains("=missed+", Ended(3599).Written(), StringComparison.Ordinal);
        Assert.Contains("=missed+", Policy(Ended(3600), Concurrency.Allow).Written(), StringComparison.Ordinal);

        static JobScene Ended(int after) => Policy(Short with { Runs = FormattableString.Invariant($"{Before.ToUnixTimeSeconds()}.1=ok+{after}") }, Concurrency.Forbid);
    }

    [Fact]
    public void While_a_run_is_under_way_a_late_firing_is_not_noted_where_it_waits_for_it()
    {
        var running = Short with { Runs = Begun(Before), Tasks = [Task(Before)], Job = Short.Job with { Timeout = TimeSpan.FromHours(9) } };
        Assert.Equal((Phase.Running, null, "the run of 2026-01-02 02:00Z, try 1, is RUNNING"), Told(Policy(running, Concurrency.Forbid)));
        Assert.Contains("=missed+", Policy(running, Concurrency.Allow).Written(), StringComparison.Ordinal);
        Assert.Contains("=missed+", Policy(running, Concurrency.Replace).Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_may_take_its_whole_timeout_and_is_looked_at_once_more_then()
    {
        var late = Begins with { Tasks = [Task(Firing) with { CreatedAt = Now - TimeSpan.FromMinutes(30) }] };
        Assert.Equal((null, late.Target.Environment.Sweep), (late.Decide().Action, late.Decide().LookAgain));
        Assert.IsType<PlannedAction.StopJob>((late with { At = Now + TimeSpan.FromTicks(1) }).Decide().Action);
    }

    [Fact]
    public void A_task_that_starts_or_stops_is_looked_at_often_and_one_that_runs_is_not()
    {
        var (often, seldom) = (Begins.Target.Pace, Begins.Target.Environment.Sweep);
        Assert.Equal(often, Look(Task(Firing, "PENDING")));
        Assert.Equal(often, Look(Task(Firing) with { Stopping = true }));
        Assert.Equal(seldom, Look(Task(Firing)));

        // Nothing starts before the next try.
        Assert.Equal(seldom, (Begins with { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1=exit-1@895") }).Decide().LookAgain);
        Assert.Equal(TimeSpan.FromSeconds(1), (Begins with { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1=exit-1@891") }).Decide().LookAgain);

        TimeSpan Look(JobTask task) => (Begins with { Tasks = [task with { CreatedAt = Now }] }).Decide().LookAgain;
    }

    [Fact]
    public void While_a_run_is_under_way_the_next_firing_is_looked_at_when_it_comes_unless_the_job_is_suspended()
    {
        var near = Begins with { Tasks = [Task(Firing)], Job = Cron with { Timeout = TimeSpan.FromHours(9) }, At = Firing + TimeSpan.FromSeconds(3599) };
        Assert.Equal(TimeSpan.FromSeconds(1), near.Decide().LookAgain);
        Assert.Equal(near.Target.Environment.Sweep, (near with { Job = near.Job with { Cron = Hourly with { Suspended = true } }, Schedule = "suspended@1767225600" }).Decide().LookAgain);
    }

    [Fact]
    public void A_run_whose_task_may_have_been_forgotten_is_not_called_missed()
    {
        var lost = Short with { Runs = Begun(Before, Now - TimeSpan.FromMinutes(50)), At = Now };
        Assert.Contains("=unknown+", lost.Written(), StringComparison.Ordinal);
        Assert.Contains("=missed+", (lost with { At = Now - TimeSpan.FromSeconds(1) }).Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_is_looked_for_as_long_as_its_client_token_counts()
    {
        var once = new JobScene { Job = Once, Schedule = null, Runs = FormattableString.Invariant($"0.1=run@{(Now - TimeSpan.FromHours(23)).ToUnixTimeSeconds()}") };
        Assert.Equal(JobScene.Revision, Assert.IsType<PlannedAction.RunJob>(once.Decide().Action).Revision);
        Assert.Contains("=unknown+", (once with { At = Now + TimeSpan.FromSeconds(1) }).Written(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 40)]
    [InlineData(6, 320)]
    [InlineData(7, 360)]
    [InlineData(60, 360)]
    public void The_wait_before_another_try_doubles_up_to_six_minutes(int number, int seconds) =>
        Assert.Equal(Now + TimeSpan.FromSeconds(seconds), RunRows.AgainAt(new JobRun(0, number, "exit-1", Now, Open: true)));

    [Fact]
    public void Only_what_failed_by_itself_is_tried_again()
    {
        Assert.Contains("=exit-1@", Ended(1, null).Written(), StringComparison.Ordinal);
        Assert.Contains("=stopped@", Ended(null, "CannotPullContainerError").Written(), StringComparison.Ordinal);
        Assert.Contains("=deadline+", Ended(137, "publican: the job's timeout is over").Written(), StringComparison.Ordinal);
        Assert.Contains("=replaced+", Ended(137, "publican: the next run takes its place").Written(), StringComparison.Ordinal);
        Assert.Contains("=ok+", Ended(0, null).Written(), StringComparison.Ordinal);

        static JobScene Ended(int? exit, string? reason) => Begins with { Job = Cron with { Retries = 1 }, Tasks = [Task(Firing, "STOPPED", exit, reason)] };
    }

    [Fact]
    public void A_wish_from_the_moment_of_the_failure_is_one_from_before()
    {
        var failed = new JobScene { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1=exit-1+900"), Intents = new([new Intent(Verb.Retry, JobScene.Revision, null, "ann", Now)], []) };
        Assert.Equal((Phase.Waiting, null), (failed.Decide().Phase, failed.Decide().Action));
        Assert.NotNull((failed with { Intents = new([failed.Intents.All[0] with { At = Now + TimeSpan.FromSeconds(1) }], []) }).Decide().Action);
    }

    [Fact]
    public void Runs_are_noted_on_the_desired_definition_where_there_is_one()
    {
        var scene = new JobScene { Runs = Ok(Before), But = seen => seen with { Job = Fact<JobSighting>.Of(seen.Job.Value! with { NewestArn = "arn:definition/h1:old" }, Now) } };
        Assert.Equal(Definition, Assert.IsType<PlannedAction.WriteRuns>(scene.Decide().Action).TaskDefinitionArn);
    }

    [Fact]
    public void What_aws_said_of_a_run_is_kept_while_it_is_open()
    {
        var begun = Short with { Runs = Begun(Firing), At = Firing };
        var run = begun.Decide();
        var name = Assert.IsType<PlannedAction.RunJob>(run.Action).Run.Name;

        // Nothing was refused that nobody asked for.
        Assert.Empty((begun with { Memory = begun.Remembered }).Remembered.Job!.Refused);
        var refused = begun with { Memory = Remember.Refused(begun.Remembered, run) };
        Assert.Equal(name, Assert.Single(refused.Remembered.Job!.Refused));
        var unclear = begun with { Memory = Remember.Unclear(refused.Memory, run, Firing, TimeSpan.Zero) };
        Assert.Equal(name, Assert.Single(unclear.Remembered.Job!.Unclear));

        // A refusal counts only where no other call may have started it.
        Assert.Contains("=no-place+", (refused with { At = Now }).Written(), StringComparison.Ordinal);
        Assert.Contains("=missed+", (unclear with { At = Now }).Written(), StringComparison.Ordinal);

        var over = (unclear with { Runs = Ok(Firing), At = Now }).Remembered.Job!;
        Assert.Equal((true, true), (over.Refused.IsEmpty, over.Unclear.IsEmpty));
    }

    [Fact]
    public void A_rest_lasts_as_long_as_was_said_and_then_a_new_one_begins()
    {
        var scene = new JobScene();
        var rests = After(scene.Remembered, Now);
        Assert.True(JobMachine.MustLook(After(rests, Now + TimeSpan.FromMinutes(5)), Now + TimeSpan.FromMinutes(10)));
        Assert.False(JobMachine.MustLook(After(rests, Now + TimeSpan.FromMinutes(10)), Now + TimeSpan.FromMinutes(11)));
        Assert.False(JobMachine.MustLook(After(rests, Now + TimeSpan.FromMinutes(12)), Now + TimeSpan.FromMinutes(13)));

        ProcessMemory After(ProcessMemory memory, DateTimeOffset at) => Remember.Decided(memory, scene.Seen, scene.Target, scene.Decide(), at);
    }

    private static JobScene Policy(JobScene scene, Concurrency policy) => scene with { Job = scene.Job with { Cron = scene.Job.Cron! with { Concurrency = policy } } };

    private static (Phase Phase, PlannedAction? Action, string Reason) Told(JobScene scene) => (scene.Decide().Phase, scene.Decide().Action, scene.Decide().Reason);
}
