using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// The table of jobs (docs/jobs.md): what is to be run is noted first, then run, then its end is noted. First matching row wins, at most one write a pass.
/// </summary>
public static class JobMachine
{
    internal static readonly Func<View, Decision?>[] Rows =
    [
        Blind,
        SafetyRows.HandsOff,
        SafetyRows.Unsettled,
        RunRows.Ended,
        RunRows.Overtime,
        RunRows.GivenUp,
        JobPrepareRows.Preflight,
        JobPrepareRows.Leads,
        JobPrepareRows.Register,
        JobPrepareRows.Noted,
        RunRows.Start,
        RunRows.Again,
        RunRows.Retry,
        FiringRows.Once,
        FiringRows.Due,
        JobRestRows.Rest,
    ];

    /// <summary>Whether the runs must be read for the next decision.</summary>
    public static bool MustLook(ProcessMemory memory, DateTimeOffset now) => memory.Expected is not null || memory.Job?.RestsUntil is not { } until || now >= until;

    /// <summary>What is known of the runs: read, or written by this process.</summary>
    internal static RunRecord Runs(this View view) => view.Memory.Job?.Record ?? RunRecord.Empty;

    internal static JobSighting Sighting(this View view) => view.Seen.Job.Value!;

    internal static JobSpec Job(this View view) => view.Target.Job!;

    internal static JobTask? TaskOf(this View view, JobRun run) => view.Sighting().TaskOf(run);

    /// <summary>How long a run that was begun may find no task. A CronJob says it; a Job is given as long as ECS is sure to remember its client token.</summary>
    internal static TimeSpan StartsWithin(this View view) => view.Job().Cron?.StartingDeadline ?? TimeSpan.FromHours(23);

    internal static string When(JobRun run) => run.Key == 0 ? "the run" : FormattableString.Invariant($"the run of {run.Firing.UtcDateTime:yyyy-MM-dd HH:mm}Z");

    internal static Decision Write(View view, Phase phase, RunRecord after, string what, string reason) =>
        Say.Act(phase, new PlannedAction.WriteRuns((view.Sighting().Definition?.Arn ?? view.Sighting().NewestArn)!, after.Trim(view.Job().History), what), reason);

    private static Decision? Blind(View view) => view.Seen.Job is { Known: false, Error: var error } ? Say.Wait(view, Phase.Blind, error ?? "the runs were not read") : null;
}
