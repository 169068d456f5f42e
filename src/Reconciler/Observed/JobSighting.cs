using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>What was seen of a job: its task definitions, what their tags say of its runs, and the tasks of those that are open.</summary>
/// <param name="Definition">Of the desired revision; null when there is none.</param>
/// <param name="Own">What that definition says of the runs.</param>
/// <param name="Record">What all that count say together: a CronJob's runs go on over its revisions, a Job's do not.</param>
/// <param name="Tasks">That ECS shows; a task that ended is shown for an hour.</param>
public sealed record JobSighting(TaskDefinition? Definition, RunRecord Own, RunRecord Record, ImmutableArray<JobTask> Tasks)
{
    /// <summary>The newest definition before, for a comparison; null when there is none.</summary>
    public string? NewestArn { get; init; }

    public JobTask? TaskOf(JobRun run) => Tasks.FirstOrDefault(task => task.Name == run.Name);
}

/// <param name="Name">Of the run that it was started for.</param>
/// <param name="Stopping">Somebody asked it to stop, or it has.</param>
public sealed record JobTask(string Arn, string Name, string LastStatus, bool Stopping, DateTimeOffset CreatedAt, DateTimeOffset? StoppedAt, int? ExitCode, string? StoppedReason)
{
    public bool Stopped => LastStatus == "STOPPED";

    public bool Running => LastStatus == "RUNNING";
}
