using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts;
using static Publican.Tests.CronJobs.JobScene;

namespace Publican.Tests.CronJobs;

/// <summary>What each row of the table of jobs tells people, word by word.</summary>
public sealed class JobSentencesTests
{
    private const string Its = "the run of 2026-01-02 03:00Z", Earlier = "the run of 2026-01-02 02:00Z";

    private static readonly DateTimeOffset Before = Firing - TimeSpan.FromHours(1);

    private static readonly JobScene Due = new() { Runs = Ok(Before) }, Begins = new() { Runs = Begun(Firing) }, Missed = With(Due, cron => cron with { StartingDeadline = TimeSpan.FromMinutes(10) });

    /// <summary>Of the hour before, and still under way.</summary>
    private static readonly JobScene Running = new() { Runs = Begun(Before), Tasks = [Task(Before)], Job = Cron with { Timeout = TimeSpan.FromHours(9) } };

    private static readonly JobScene Forbids = With(Running, cron => cron with { Concurrency = Concurrency.Forbid }), Replaces = With(Running, cron => cron with { Concurrency = Concurrency.Replace });

    [Fact]
    public void What_is_written_and_why()
    {
        var once = new JobScene { Job = Once, Runs = "-", Schedule = null };
        var asked = Sample.Wish(Verb.Retry, JobScene.Revision);
        (JobScene Scene, string What, string Reason)[] table =
        [
            (once, "note that the run is begun", "it was not run for this revision yet"),
            (Due, "note that the run is begun", "the firing of 2026-01-02 03:00Z is made up for"),
            (Due with { At = Firing + TimeSpan.FromSeconds(4) }, "note that the run is begun", "it is 2026-01-02 03:00Z"),
            (Missed, "note that the run was missed", $"{Its}: nobody began it before its starting deadline was over"),
            (With(Missed, cron => cron with { Concurrency = Concurrency.Forbid }) with { Runs = FormattableString.Invariant($"{Before.ToUnixTimeSeconds()}.1=ok+4400") },
                "note that the run was skipped", $"{Its}: an earlier run was under way until its starting deadline was over"),
            (Replaces with { Runs = FormattableString.Invariant($"{Before.ToUnixTimeSeconds()}.1=exit-1@4500"), Tasks = [] }, "note that the run is replaced", "the next run takes the place of its next try"),
            (Begins with { Tasks = [Task(Firing, "STOPPED", 0, "Essential container in task exited")] }, "note that the run succeeded", $"{Its} ended: ok"),
            (Begins with { Tasks = [Task(Firing, "STOPPED", 3, "Essential container in task exited")] }, "note that the run failed: exit-3", $"{Its} ended: exit-3"),
            (Begins with { Tasks = [Task(Firing, "STOPPED", null, "CannotPullContainerError")] }, "note that the run failed: stopped", $"{Its} ended: stopped (CannotPullContainerError)"),
            (Begins with { Tasks = [Task(Firing, "STOPPED")] }, "note that the run failed: stopped", $"{Its} ended: stopped"),
            (Begins with { Runs = $"{Begun(Firing)} {Begun(Before)}", Tasks = [Task(Firing, "STOPPED", 3), Task(Before, "STOPPED", 0)] }, "note that the run failed: exit-3", $"{Its} ended: exit-3; {Earlier} ended: ok"),
            (Begins with { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1=exit-1@9") }, "note that try 2 is begun", $"{Its} failed with exit-1 and is tried again"),
            (Begins with { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1=exit-1+9"), Intents = new([asked.All[0] with { At = Now }], []) }, "note that try 2 is begun", $"ann asked to try {Its} again"),
            (With(new(), cron => cron with { Schedule = "10 * * * *" }), "note the schedule", "from now on this schedule counts"),
            (With(new(), cron => cron with { Suspended = true }), "note the schedule", "the job is suspended"),
            (new() { Runs = Ok(Before), Elsewhere = Ok(Firing) }, "note the runs", "the task definition does not say what is known of earlier runs"),
        ];
        Assert.Equal(table.Select(row => ((string?)row.What, row.Reason)), table.Select(row => row.Scene.Decide()).Select(decision => ((decision.Action as PlannedAction.WriteRuns)?.What, decision.Reason)));
    }

    [Fact]
    public void What_is_asked_of_ecs_and_why()
    {
        (JobScene Scene, Type Action, string Reason)[] table =
        [
            (Begins, typeof(PlannedAction.RunJob), $"{Its} is begun and has no task"),
            (new() { Job = Once, Runs = FormattableString.Invariant($"0.1=run@{Now.ToUnixTimeSeconds()}"), Schedule = null }, typeof(PlannedAction.RunJob), "the run is begun and has no task"),
            (Begins with { Tasks = [Task(Firing) with { CreatedAt = Now - TimeSpan.FromMinutes(31) }] }, typeof(PlannedAction.StopJob), "it did not end in time"),
            (Replaces, typeof(PlannedAction.StopJob), "the next run takes its place (concurrencyPolicy: Replace)"),
            (Due with { Runs = null }, typeof(PlannedAction.RegisterTaskDefinition), "the revision has no task definition yet"),
        ];
        Assert.Equal(table.Select(row => ((Type?)row.Action, row.Reason)), table.Select(row => row.Scene.Decide()).Select(decision => (decision.Action?.GetType(), decision.Reason)));
    }

    [Fact]
    public void What_is_waited_for()
    {
        var once = new JobScene { Job = Once, Schedule = null };
        var suspended = With(new JobScene { Schedule = "suspended@1767225600" }, cron => cron with { Suspended = true });
        var two = Running with { Runs = $"{Begun(Firing)} {Begun(Before)}", Tasks = [Task(Firing, "PENDING"), Task(Before)] };
        var accepted = Begins with { Memory = Remember.Done(Begins.Remembered, Begins.Decide(), Now, TimeSpan.Zero) };
        (JobScene Scene, Phase Phase, string Reason)[] table =
        [
            (new(), Phase.Waiting, "it runs next at 2026-01-02 04:00Z"),
            (suspended, Phase.Waiting, "it is suspended (spec.suspend)"),
            (once with { Runs = "0.1=ok+9" }, Phase.Done, "it ran for this revision and exited 0"),
            (once with { Runs = "0.1=exit-1+9" }, Phase.Failed, "the run failed: exit-1; publican retry beer-api tries it again"),
            (two, Phase.Running, $"{Its}, try 1, is PENDING; {Earlier}, try 1, is RUNNING"),
            (accepted, Phase.Running, $"{Its}, try 1, is begun"),
            (Begins with { Runs = FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.2=exit-1@890") }, Phase.Running, $"{Its} failed with exit-1 and is tried again at 03:15:10Z"),
            (Forbids, Phase.Running, $"{Earlier} is still under way, and the next one waits for its end (concurrencyPolicy: Forbid)"),
            (Replaces with { Tasks = [Task(Before) with { Stopping = true }] }, Phase.Running, "the run before is being stopped"),
        ];
        Assert.Equal(table.Select(row => (row.Phase, (PlannedAction?)null, row.Reason)), table.Select(row => row.Scene.Decide()).Select(decision => (decision.Phase, decision.Action, decision.Reason)));
    }

    [Fact]
    public void A_schedule_that_never_comes_again_says_so()
    {
        var never = With(new JobScene(), cron => cron with { Schedule = "0 0 30 2 *" });
        var written = Assert.IsType<PlannedAction.WriteRuns>(never.Decide().Action).After;
        var decision = (never with { Schedule = written.Schedule!.ToString() }).Decide();
        Assert.Equal((Phase.Waiting, "its schedule has no time any more", never.Target.Environment.Sweep), (decision.Phase, decision.Reason, decision.LookAgain));
    }

    [Fact]
    public void What_is_not_known_or_not_there_is_named()
    {
        var fresh = Due with { Runs = null };
        (JobScene Scene, Phase Phase, string Reason)[] table =
        [
            (Seeing(Due, seen => seen with { Job = Fact<JobSighting>.NotRead }), Phase.Blind, "the runs were not read"),
            (Seeing(Due, seen => seen with { Job = Fact<JobSighting>.Failed("ListTasks: away", Now) }), Phase.Blind, "ListTasks: away"),
            (Seeing(fresh, seen => seen with { Preflight = Fact<PreflightFacts>.NotRead }), Phase.Blind, "what the new revision needs was not looked for"),
            (Seeing(fresh, seen => seen with { Preflight = Fact<PreflightFacts>.Failed("DescribeImages: away", Now) }), Phase.Blind, "DescribeImages: away"),
            (Due with { Leadership = new Leadership(Standing.Unrenewed, "me", 3, Why: "away") }, Phase.HandsOff, "this instance leads as me, epoch 3, but could not renew the lease: away"),
        ];
        Assert.Equal(table.Select(row => (row.Phase, (PlannedAction?)null, row.Reason)), table.Select(row => row.Scene.Decide()).Select(decision => (decision.Phase, decision.Action, decision.Reason)));

        var facts = Sample.Preflight with { LogGroup = Answer<bool>.Of(false), Image = new ImageReading(ImageState.Missing, "no such tag") };
        var missing = Seeing(fresh, seen => seen with { Preflight = Fact<PreflightFacts>.Of(facts, Now) }).Decide();
        var stops = Preflight.Of(fresh.Target, facts, null, [], [], []).Stops.ToList();
        Assert.Equal((Phase.Preflight, 2, string.Join("; ", stops)), (missing.Phase, stops.Count, missing.Reason));
    }

    [Fact]
    public void What_a_failure_tells()
    {
        Tell("missed", $"{Its}: nobody began it before its starting deadline was over", Missed);
        Tell("exit-3", $"{Its} ended: exit-3", Begins with { Tasks = [Task(Firing, "STOPPED", 3)] });
        Tell("deadline", $"{Its} ended: deadline", Begins with { Tasks = [Task(Firing, "STOPPED", 137, "publican: the job's timeout is over")] });

        var lost = With(Begins, cron => cron with { StartingDeadline = TimeSpan.FromMinutes(10) });
        Tell("missed", $"{Its}: nobody started it in time", lost);
        var began = lost with { At = Firing };
        Tell("no-place", $"{Its}: ECS started no task for it in time", lost with { Memory = Remember.Refused(began.Remembered, began.Decide()) });
        Tell("unknown", $"{Earlier}: its task was not seen in time, and ECS does not show a stopped task for longer than an hour: whether it ran is not known, and it is not run again",
            lost with { Runs = Begun(Before) });

        static void Tell(string code, string message, JobScene scene)
        {
            var decision = scene.Decide();
            Assert.Equal((message, new Failure(JobScene.Revision, code, "run", message).ToString()), (decision.Reason, decision.Failure?.ToString()));
            Assert.Contains(code, Assert.IsType<PlannedAction.WriteRuns>(decision.Action).What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_failed_run_is_an_alarm_until_another_one_went_well()
    {
        var message = $"{Earlier} failed: exit-1; publican retry beer-api tries it again";
        string Failed(string newer) => FormattableString.Invariant($"{Firing.ToUnixTimeSeconds()}.1={newer}+9 {Before.ToUnixTimeSeconds()}.1=exit-1+9");
        Assert.Equal(new Alarm("RunFailed", message), new JobScene { Runs = Failed("skipped") }.Decide().Alarm);
        Assert.Equal(new Alarm("RunFailed", message), new JobScene { Runs = Failed("replaced") }.Decide().Alarm);
        Assert.Null(new JobScene { Runs = Failed("ok") }.Decide().Alarm);
        Assert.Equal("it runs next at 2026-01-02 04:00Z", new JobScene { Runs = Failed("skipped") }.Decide().Reason);
    }

    private static JobScene With(JobScene scene, Func<CronSpec, CronSpec> change) => scene with { Job = scene.Job with { Cron = change(scene.Job.Cron!) } };

    private static JobScene Seeing(JobScene scene, Func<ServiceObservation, ServiceObservation> but) => scene with { But = but };
}
