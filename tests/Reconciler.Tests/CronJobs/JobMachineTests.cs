using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts;
using static Publican.Tests.CronJobs.JobScene;

namespace Publican.Tests.CronJobs;

/// <summary>The table of docs/jobs.md, row by row.</summary>
public sealed class JobMachineTests
{
    /// <summary>Of jobs alone; their table is that of docs/jobs.md.</summary>
    public static readonly string[] Phases = [nameof(Phase.Running), nameof(Phase.Waiting), nameof(Phase.Done), nameof(Phase.Failed)];

    public static readonly string[] Actions = [nameof(PlannedAction.RunJob), nameof(PlannedAction.StopJob), nameof(PlannedAction.WriteRuns)];

    private static readonly DateTimeOffset Before = Firing - TimeSpan.FromHours(1);

    [Fact]
    public void Between_two_firings_it_waits_for_the_next_one()
    {
        var decision = new JobScene().Decide();
        Assert.Equal((Phase.Waiting, null, "it runs next at 2026-01-02 04:00Z"), (decision.Phase, decision.Action, decision.Reason));
        Assert.Equal(TimeSpan.FromSeconds(1), new JobScene { At = Firing + TimeSpan.FromSeconds(3599) }.Decide().LookAgain);
    }

    [Fact]
    public void A_firing_is_noted_before_its_task_is_asked_for()
    {
        var due = new JobScene { Runs = Ok(Before) };
        Assert.Equal($"{Begun(Firing, Now)} {Ok(Before)}", due.Written());

        var noted = due with { Runs = $"{Begun(Firing)} {Ok(Before)}" };
        Assert.Equal(new PlannedAction.RunJob(Definition, JobRun.Begin(Firing.ToUnixTimeSeconds(), 1, Firing), Revision: null), noted.Decide().Action);
    }

    [Fact]
    public void Of_several_missed_firings_the_newest_is_made_up_for()
    {
        var late = new JobScene { Runs = Ok(Firing - TimeSpan.FromHours(9)) };
        Assert.Contains("is made up for", late.Decide().Reason, StringComparison.Ordinal);
        Assert.Equal($"{Begun(Firing, Now)} {Ok(Firing - TimeSpan.FromHours(9))}", late.Written());
    }

    [Fact]
    public void What_may_not_be_begun_any_more_is_missed_and_said()
    {
        var missed = new JobScene { Runs = Ok(Before), Job = Cron with { Cron = Hourly with { StartingDeadline = TimeSpan.FromMinutes(10) } } };
        Assert.Equal(FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1=missed+900 {Ok(Before)}"), missed.Written());
        Assert.Equal("missed", missed.Decide().Failure?.Code);

        // An earlier run that lasted until after the firing had the right of way.
        var held = missed with { Job = missed.Job with { Cron = missed.Job.Cron! with { Concurrency = Concurrency.Forbid } }, Runs = FormattableString.Invariant($"{Before.ToUnixTimeSeconds()}.1=ok+4400") };
        Assert.Contains(".1=skipped+", held.Written(), StringComparison.Ordinal);
        Assert.Null(held.Decide().Failure);
    }

    [Fact]
    public void A_run_that_aws_accepted_is_waited_for_and_one_without_an_answer_is_asked_for_again()
    {
        var begun = new JobScene { Runs = Begun(Firing, Now) };
        var run = begun.Decide();
        var accepted = begun with { Memory = Remember.Done(begun.Remembered, run, Now, TimeSpan.Zero), At = Now + TimeSpan.FromSeconds(1) };
        Assert.Equal((Phase.Running, null), (accepted.Decide().Phase, accepted.Decide().Action));

        var unclear = accepted with { Memory = Remember.Unclear(begun.Remembered, run, Now, TimeSpan.Zero) };
        Assert.Equal(run.Action, unclear.Decide().Action);
        Assert.Equal(Phase.Blind, (accepted with { Memory = Remember.Unclear(begun.Remembered, run, Now, TimeSpan.FromSeconds(2)) }).Decide().Phase);
    }

    [Theory]
    [InlineData(0, null, "ok")]
    [InlineData(3, null, "exit-3")]
    [InlineData(143, "publican: the job's timeout is over", "deadline")]
    [InlineData(137, "publican: the next run takes its place", "replaced")]
    [InlineData(0, "publican: the job's timeout is over", "ok")]
    [InlineData(null, "CannotPullContainerError: not found", "stopped")]
    public void The_end_of_a_task_is_the_end_of_its_run(int? exit, string? reason, string code)
    {
        var ended = new JobScene { Runs = Begun(Firing), Tasks = [Task(Firing, "STOPPED", exit, reason)] };
        Assert.Equal(FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1={code}+900"), ended.Written());
        Assert.Equal(code is "ok" or "replaced" ? null : code, ended.Decide().Failure?.Code);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_stopped_once()
    {
        var late = new JobScene { Runs = Begun(Before), Tasks = [Task(Before)], Job = Cron with { Timeout = TimeSpan.FromHours(1) }, At = Firing + TimeSpan.FromSeconds(-1) };
        Assert.Equal((Phase.Running, null, TimeSpan.FromSeconds(1)), (late.Decide().Phase, late.Decide().Action, late.Decide().LookAgain));
        late = late with { At = Firing + TimeSpan.FromSeconds(1) };
        Assert.Equal(new PlannedAction.StopJob("arn:task/1", FormattableString.Invariant($"{Before.ToUnixTimeSeconds()}/1"), PlannedAction.StopJob.TimedOut), late.Decide().Action);
        Assert.IsNotType<PlannedAction.StopJob>((late with { Tasks = [Task(Before) with { Stopping = true }] }).Decide().Action);
    }

    [Fact]
    public void A_failed_run_is_tried_again_after_a_wait_that_doubles_and_not_more_often_than_it_says()
    {
        var failed = new JobScene { Job = Once with { Retries = 2 }, Runs = "0.1=run@1767323000", Tasks = [Task(DateTimeOffset.UnixEpoch, "STOPPED", 1, at: Now - TimeSpan.FromSeconds(5))] };
        var tag = FormattableString.Invariant($"0.1=exit-1@{Now.ToUnixTimeSeconds()}");
        Assert.Equal(tag, failed.Written());

        var waits = failed with { Runs = tag, Tasks = [] };
        Assert.Equal((null, "the run failed with exit-1 and is tried again at 03:15:10Z"), (waits.Decide().Action, waits.Decide().Reason));
        Assert.Equal(Begun(DateTimeOffset.UnixEpoch, Now + TimeSpan.FromSeconds(10), 2), (waits with { At = Now + TimeSpan.FromSeconds(10) }).Written());
        var second = waits with { Runs = tag.Replace("0.1", "0.2", StringComparison.Ordinal) };
        Assert.Null((second with { At = Now + TimeSpan.FromSeconds(19) }).Decide().Action);
        Assert.NotNull((second with { At = Now + TimeSpan.FromSeconds(20) }).Decide().Action);

        var third = failed with { Runs = "0.3=run@1767323000", Tasks = [Task(DateTimeOffset.UnixEpoch, "STOPPED", 1, number: 3, at: Now)] };
        Assert.Equal(FormattableString.Invariant($"0.3=exit-1+{Now.ToUnixTimeSeconds()}"), third.Written());
    }

    [Fact]
    public void A_person_may_have_the_newest_run_tried_once_more_and_once_only()
    {
        var failed = new JobScene { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1=exit-1+9"), Intents = Sample.Wish(Verb.Retry, JobScene.Revision) };
        failed = failed with { Intents = new([failed.Intents.All[0] with { At = Now }], []) };
        Assert.Equal(Begun(Firing, Now, 2), failed.Written());
        Assert.Equal(Phase.Waiting, (failed with { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.2=exit-1+{901}"), At = Now + TimeSpan.FromMinutes(1) }).Decide().Phase);
        Assert.Equal(Phase.Waiting, (failed with { Intents = new([failed.Intents.All[0] with { Revision = "h1:other" }], []) }).Decide().Phase);
        Assert.Equal(Phase.Waiting, (failed with { Runs = Ok(Firing) }).Decide().Phase);
    }

    [Fact]
    public void A_run_without_a_task_is_given_up_when_it_may_not_be_begun_any_more()
    {
        var lost = new JobScene { Runs = Begun(Firing), Job = Cron with { Cron = Hourly with { StartingDeadline = TimeSpan.FromMinutes(10) } } };
        Assert.Contains(".1=missed+900", lost.Written(), StringComparison.Ordinal);

        // Its task may have ended and be forgotten.
        var long_ago = lost with { Runs = Begun(Firing - TimeSpan.FromHours(1)), At = Firing - TimeSpan.FromMinutes(1) };
        Assert.Contains(".1=unknown+", long_ago.Written(), StringComparison.Ordinal);

        var begun = lost with { At = Firing + TimeSpan.FromSeconds(30) };
        var refused = lost with { Memory = Remember.Refused(begun.Remembered, begun.Decide()) };
        Assert.Contains(".1=no-place+", refused.Written(), StringComparison.Ordinal);
        var accepted = lost with { Memory = Remember.Done(refused.Memory, begun.Decide(), begun.At, TimeSpan.Zero) };
        Assert.Null((accepted with { At = begun.At + TimeSpan.FromMinutes(10) }).Decide().Action);
        Assert.Contains(".1=unknown+", accepted.Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_under_way_is_waited_for_or_replaced_or_none_of_its_business()
    {
        var running = new JobScene { Runs = Begun(Before), Tasks = [Task(Before)], Job = Cron with { Timeout = TimeSpan.FromHours(9) } };
        Assert.Contains(Begun(Firing, Now), running.Written(), StringComparison.Ordinal);

        var forbid = With(Concurrency.Forbid);
        Assert.Equal((Phase.Running, null), (forbid.Decide().Phase, forbid.Decide().Action));
        Assert.Contains("concurrencyPolicy: Forbid", forbid.Decide().Reason, StringComparison.Ordinal);

        var replace = With(Concurrency.Replace);
        Assert.Equal(PlannedAction.StopJob.Replaced, Assert.IsType<PlannedAction.StopJob>(replace.Decide().Action).Why);
        Assert.Null((replace with { Tasks = [Task(Before) with { Stopping = true }] }).Decide().Action);
        var next = replace with { Runs = FormattableString.Invariant($"{Before.ToUnixTimeSeconds()}.1=exit-1@4500"), Tasks = [] };
        Assert.Contains(".1=replaced+", next.Written(), StringComparison.Ordinal);

        var eight = running with { Runs = string.Join(' ', Enumerable.Range(1, 8).Select(ago => Begun(Firing - TimeSpan.FromHours(ago)))), Tasks = [.. Enumerable.Range(1, 8).Select(ago => Task(Firing - TimeSpan.FromHours(ago)) with { CreatedAt = Now })] };
        Assert.Equal("8 runs are under way, and there cannot be more at once", eight.Decide().Reason);

        JobScene With(Concurrency policy) => running with { Job = running.Job with { Cron = Hourly with { Concurrency = policy } } };
    }

    [Fact]
    public void A_new_schedule_begins_when_it_is_seen_and_so_does_one_that_was_suspended()
    {
        var changed = new JobScene { Job = Cron with { Cron = Hourly with { Schedule = "10 * * * *" } } };
        var written = Assert.IsType<PlannedAction.WriteRuns>(changed.Decide().Action).After;
        Assert.Equal(Now, written.Schedule!.Since);
        Assert.Equal(Phase.Waiting, (changed with { Schedule = written.Schedule.ToString() }).Decide().Phase);

        var suspended = new JobScene { Job = Cron with { Cron = Hourly with { Suspended = true } } };
        written = Assert.IsType<PlannedAction.WriteRuns>(suspended.Decide().Action).After;
        Assert.Equal("suspended", written.Schedule!.Hash);
        var rests = suspended with { Schedule = written.Schedule.ToString(), Runs = Ok(Before) };
        Assert.Equal((Phase.Waiting, "it is suspended (spec.suspend)"), (rests.Decide().Phase, rests.Decide().Reason));
        Assert.Equal(Now, Assert.IsType<PlannedAction.WriteRuns>((rests with { Job = Cron }).Decide().Action).After.Schedule!.Since);
    }

    [Fact]
    public void A_new_revision_takes_the_runs_along_and_a_job_begins_anew()
    {
        var fresh = new JobScene { Runs = null, Elsewhere = Ok(Firing) };
        Assert.Equal($"{Ok(Firing)} {fresh.Schedule}", Assert.IsType<PlannedAction.RegisterTaskDefinition>(fresh.Decide().Action).Runs!.ToString());

        // Back to a revision that knows less.
        var back = new JobScene { Runs = Ok(Before), Elsewhere = Ok(Firing) };
        Assert.Equal($"{Ok(Firing)} {Ok(Before)}", back.Written());

        var once = new JobScene { Job = Once, Runs = null, Elsewhere = "0.1=ok+1767323000", Schedule = null };
        Assert.True(Assert.IsType<PlannedAction.RegisterTaskDefinition>(once.Decide().Action).Runs!.Runs.IsEmpty);
        Assert.Equal(Begun(DateTimeOffset.UnixEpoch, Now), (once with { Runs = "-" }).Written());
        Assert.Equal(Phase.Done, (once with { Runs = "0.1=ok+1767323000" }).Decide().Phase);
        var failed = (once with { Runs = "0.1=exit-1+1767323000" }).Decide();
        Assert.Equal((Phase.Failed, "RunFailed"), (failed.Phase, failed.Alarm?.Reason));
    }

    [Fact]
    public void What_ends_while_a_new_revision_is_not_registered_yet_is_noted_on_the_one_before()
    {
        var ended = new JobScene { Runs = null, Elsewhere = Begun(Firing), Tasks = [Task(Firing, "STOPPED", 0)], But = seen => seen with { Preflight = Fact<PreflightFacts>.Failed("away", Now) } };
        Assert.Equal("arn:definition/h1:old", Assert.IsType<PlannedAction.WriteRuns>(ended.Decide().Action).TaskDefinitionArn);
        Assert.Equal(Phase.Blind, (ended with { Tasks = [] }).Decide().Phase);
    }

    [Fact]
    public void Nothing_is_begun_by_who_does_not_lead_or_cannot_see_or_was_told_to_keep_off()
    {
        var due = new JobScene { Runs = Ok(Before) };
        Assert.Equal(Phase.HandsOff, (due with { Leadership = Leadership.Alone with { Standing = Standing.Follows } }).Decide().Phase);
        Assert.Equal(Phase.HandsOff, (due with { Leadership = Leadership.Alone with { Standing = Standing.Unrenewed } }).Decide().Phase);
        Assert.Equal(Phase.HandsOff, (due with { Intents = Sample.Wish(Verb.Suspend, null) }).Decide().Phase);
        Assert.Equal(Phase.Blind, (due with { But = seen => seen with { Job = Fact<JobSighting>.Failed("ListTasks: away", Now) } }).Decide().Phase);
        Assert.Equal(Phase.Blind, (due with { But = seen => seen with { Intents = Fact<Intents>.Failed("away", Now) } }).Decide().Phase);
        Assert.Equal(Phase.Blind, (due with { Memory = due.Memory with { StartedAt = Now - TimeSpan.FromSeconds(1) } }).Decide().Phase);
        var missing = due with { Runs = null, But = seen => seen with { Preflight = Fact<PreflightFacts>.Of(Sample.Preflight with { LogGroup = Answer<bool>.Of(false) }, Now) } };
        Assert.Equal((Phase.Preflight, null), (missing.Decide().Phase, missing.Decide().Action));
    }

    [Fact]
    public void An_old_read_takes_no_run_back()
    {
        var due = new JobScene { Runs = Ok(Before) };
        var decision = due.Decide();
        var written = Remember.Done(due.Remembered, decision, Now, TimeSpan.Zero);
        var later = due with { Memory = written, At = Now + TimeSpan.FromSeconds(5) };
        Assert.Equal(due.Written(), later.Written());
        Assert.IsType<PlannedAction.RunJob>((later with { Runs = $"{Begun(Firing, Now)} {Ok(Before)}" }).Decide().Action);
    }

    [Fact]
    public void At_rest_nothing_is_read_until_the_next_firing()
    {
        var scene = new JobScene();
        var rests = Remember.Decided(scene.Remembered, scene.Seen, scene.Target, scene.Decide(), Now);
        Assert.False(JobMachine.MustLook(rests, Now + TimeSpan.FromMinutes(9)));
        Assert.True(JobMachine.MustLook(rests, Now + TimeSpan.FromMinutes(10)));
        Assert.True(JobMachine.MustLook(scene.Remembered, Now));
        var near = Remember.Decided(scene.Remembered, scene.Seen, scene.Target, scene.Decide(), Firing + TimeSpan.FromMinutes(55));
        Assert.True(JobMachine.MustLook(near, Firing + TimeSpan.FromHours(1)));
        Assert.True(JobMachine.MustLook(Remember.Decided(rests, scene.Seen, scene.Target, scene.Decide() with { Phase = Phase.Running }, Now), Now));
    }
}
