using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>When a run is begun.</summary>
internal static class FiringRows
{
    /// <summary>A Job: once for its revision.</summary>
    public static Decision? Once(View view) => view.Job().Cron is null && view.Runs().Newest is null
        ? JobMachine.Write(view, Phase.Running, view.Runs().With(JobRun.Begin(key: 0, number: 1, view.Now)), "note that the run is begun", "it was not run for this revision yet")
        : null;

    /// <summary>
    /// A CronJob: the newest firing that nobody took yet. Of several that were missed only that one is made up for, and only while it may still be begun.
    /// </summary>
    public static Decision? Due(View view)
    {
        if (view.Job().Cron is not { Suspended: false } cron || view.Runs() is not { Schedule: { Since: var since } } runs)
            return null;
        var taken = runs.Newest is { } newest && newest.Firing > since ? newest.Firing : since;
        if (Firings.Newest(cron, taken, view.Now) is not { } firing)
            return null;
        if (runs.Open.Count() >= RunRecord.Most)
            return JobRestRows.Busy(view, $"{RunRecord.Most} runs are under way, and there cannot be more at once");
        if (view.Now - firing > cron.StartingDeadline)
            return runs.Open.Any() && cron.Concurrency == Concurrency.Forbid ? null : Late(view, runs, firing);
        if (runs.Open.Any() && Concurrent(view, runs, cron) is { } first)
            return first;

        var reason = view.Now - firing > view.Target.Timing.ReadLag + view.Target.Environment.Sweep
            ? FormattableString.Invariant($"the firing of {firing.UtcDateTime:yyyy-MM-dd HH:mm}Z is made up for")
            : FormattableString.Invariant($"it is {firing.UtcDateTime:yyyy-MM-dd HH:mm}Z");
        return JobMachine.Write(view, Phase.Running, runs.With(JobRun.Begin(firing.ToUnixTimeSeconds(), 1, view.Now)), "note that the run is begun", reason);
    }

    private static Decision Late(View view, RunRecord runs, DateTimeOffset firing)
    {
        // An earlier run that ended after the firing held it up, where it may.
        var isHeldUp = view.Job().Cron!.Concurrency == Concurrency.Forbid && runs.Newest is { Open: false } before && before.At >= firing;
        var run = JobRun.End(firing.ToUnixTimeSeconds(), isHeldUp ? RunCodes.Skipped : RunCodes.Missed, view.Now);
        var why = isHeldUp ? "an earlier run was under way until its starting deadline was over" : "nobody began it before its starting deadline was over";
        var decision = JobMachine.Write(view, Phase.Running, runs.With(run), $"note that the run was {run.State}", $"{JobMachine.When(run)}: {why}");
        return isHeldUp ? decision : decision with { Failure = new Failure(view.Desired, run.State, "run", decision.Reason) };
    }

    /// <returns>What is to be done before another run is begun; null when nothing is.</returns>
    private static Decision? Concurrent(View view, RunRecord runs, CronSpec cron)
    {
        switch (cron.Concurrency)
        {
            case Concurrency.Forbid:
                return JobRestRows.Busy(view, $"{JobMachine.When(runs.Open.First())} is still under way, and the next one waits for its end (concurrencyPolicy: Forbid)");
            case Concurrency.Replace when runs.Open.FirstOrDefault(run => run.IsToBeTried) is { } failed:
                return JobMachine.Write(
                    view, Phase.Running, runs.With(failed with { State = RunCodes.Replaced, At = JobRun.Whole(view.Now), Open = false }), "note that the run is replaced", "the next run takes the place of its next try");
            case Concurrency.Replace:
                return runs.Open.Select(view.TaskOf).FirstOrDefault(task => task is { Stopping: false }) is { } running
                    ? Say.Act(Phase.Running, new PlannedAction.StopJob(running.Arn, running.Name, PlannedAction.StopJob.Replaced), "the next run takes its place (concurrencyPolicy: Replace)")
                    : JobRestRows.Busy(view, "the run before is being stopped");
            default:
                return null;
        }
    }
}
