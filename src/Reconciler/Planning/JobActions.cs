using Publican.Observed;

namespace Publican.Planning;

/// <content>What is done for jobs.</content>
public abstract partial record PlannedAction
{
    /// <summary>
    /// Before a run's task is asked for, and when it has ended. One call: the record changes as a whole or not at all.
    /// </summary>
    /// <param name="After">Together with what was there before.</param>
    public sealed record WriteRuns(string TaskDefinitionArn, RunRecord After, string What) : PlannedAction
    {
        public override string Summary => What;

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Job.Value is { } job && (job.Definition is null ? job.Record : job.Own).SameAs(After);
    }

    /// <param name="Run">Begun, and noted as such.</param>
    /// <param name="Revision">Of a Job, whose runs are counted for each revision; null for a CronJob, whose firings are one whatever runs them.</param>
    public sealed record RunJob(string TaskDefinitionArn, JobRun Run, string? Revision) : PlannedAction
    {
        public override string Summary => Run.Key == 0 ? $"run the job, try {Run.Try}" : FormattableString.Invariant($"run the job for {Run.Firing.UtcDateTime:yyyy-MM-dd HH:mm}Z, try {Run.Try}");

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Job.Value?.TaskOf(Run) is not null;
    }

    /// <param name="Run">Name of the run.</param>
    public sealed record StopJob(string TaskArn, string Run, string Why) : PlannedAction
    {
        /// <summary>Begin the reason that ECS keeps with the task: it says how the run ended.</summary>
        public const string TimedOut = "the job's timeout is over", Replaced = "the next run takes its place";

        public override string Summary => $"stop the job: {Why}";

        public override bool IsVisibleIn(ServiceObservation seen) => seen.Job.Value is { } job && job.Tasks.FirstOrDefault(task => task.Arn == TaskArn) is not { Stopping: false };
    }
}
