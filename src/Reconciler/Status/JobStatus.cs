using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Status;

/// <summary>What the status says of a job beyond what it says of everything.</summary>
/// <param name="Kind">Job or CronJob.</param>
/// <param name="LastFiring">Null before the first, and for a Job.</param>
/// <param name="NextFiring">Null while it is suspended, and for a Job.</param>
/// <param name="Runs">Newest first.</param>
public sealed record JobStatus(
    string Kind, string? Schedule, string? TimeZone, bool Suspended, DateTimeOffset? LastFiring, DateTimeOffset? NextFiring, ImmutableArray<RunStatus> Runs)
{
    internal static JobStatus After(JobStatus? before, View view, DateTimeOffset at)
    {
        var cron = view.Target.Job!.Cron;
        var record = view.Runs();
        return new JobStatus(
            cron is null ? "Job" : "CronJob", cron?.Schedule, cron?.TimeZone, cron?.Suspended == true,
            cron is null ? null : record.Newest?.Firing,
            cron is { Suspended: false } ? Firings.Next(cron, at) : null,
            [.. record.Runs.Select(run => RunStatus.Of(run, view.Seen.Job.Value?.TaskOf(run), before?.Runs.FirstOrDefault(old => old.Name == run.Name)))]);
    }
}

/// <param name="Firing">The time it was run for; null for a Job.</param>
/// <param name="State">Begun, Running, TryAgain, Succeeded, Failed, Skipped or Replaced.</param>
/// <param name="Code">How it ended: ok, exit-1, deadline, missed …; null while it runs.</param>
/// <param name="Task">ARN of its task; null before one was seen, and after a restart.</param>
public sealed record RunStatus(
    DateTimeOffset? Firing, int Try, string State, string? Code, int? ExitCode, string? StoppedReason, DateTimeOffset? StartedAt, DateTimeOffset? StoppedAt, string? Task)
{
    internal string Name => FormattableString.Invariant($"{Firing?.ToUnixTimeSeconds() ?? 0}/{Try}");

    /// <summary>ECS forgets a task after an hour; what was seen of it stays for as long as this process runs.</summary>
    internal static RunStatus Of(JobRun run, JobTask? task, RunStatus? before) => new(
        run.Key == 0 ? null : run.Firing,
        run.Try,
        StateOf(run, task),
        run.State == JobRun.Begun ? null : run.State,
        task?.ExitCode ?? before?.ExitCode,
        task?.StoppedReason ?? before?.StoppedReason,
        task?.CreatedAt ?? before?.StartedAt,
        task?.StoppedAt ?? before?.StoppedAt,
        task?.Arn ?? before?.Task);

    private static string StateOf(JobRun run, JobTask? task) => run switch
    {
        { IsBegun: true } => task is null ? "Begun" : "Running",
        { Open: true } => "TryAgain",
        { State: RunCodes.Ok } => "Succeeded",
        { State: RunCodes.Skipped } => "Skipped",
        { State: RunCodes.Replaced } => "Replaced",
        _ => "Failed",
    };
}
