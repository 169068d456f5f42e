using Publican.Observed;
using Publican.Planning;

namespace Publican.Plans;

/// <summary>What the next read of a job will show when an action has been carried out, and that its tasks exit 0.</summary>
internal static class ForeseenJob
{
    public static ServiceObservation Registered(string revision, RunRecord runs, ServiceObservation seen, string arn, DateTimeOffset now) => Change(
        seen with { Definition = Fact<TaskDefinition?>.Of(new(arn, revision, Before: null), now) },
        job => job with { Definition = new TaskDefinition(arn, revision, Before: null), Own = runs, Record = runs, NewestArn = arn });

    public static ServiceObservation Written(PlannedAction.WriteRuns write, ServiceObservation seen) => Change(seen, job => job with { Own = write.After, Record = write.After });

    public static ServiceObservation Started(PlannedAction.RunJob run, ServiceObservation seen, string arn, DateTimeOffset now) =>
        Change(seen, job => job with { Tasks = job.Tasks.Add(new JobTask(arn, run.Run.Name, "RUNNING", Stopping: false, now, null, null, null)) });

    public static ServiceObservation Stopped(PlannedAction.StopJob stop, ServiceObservation seen, DateTimeOffset now) => Change(seen, job => job with
    {
        Tasks = [.. job.Tasks.Select(task => task.Arn == stop.TaskArn ? task with { LastStatus = "STOPPED", Stopping = true, StoppedAt = now, ExitCode = 143, StoppedReason = $"publican: {stop.Why}" } : task)],
    });

    public static ServiceObservation Ended(ServiceObservation seen, DateTimeOffset now) => Change(seen, job => job with
    {
        Tasks = [.. job.Tasks.Select(task => task.Stopped ? task : task with { LastStatus = "STOPPED", Stopping = true, StoppedAt = now, ExitCode = 0 })],
    });

    private static ServiceObservation Change(ServiceObservation seen, Func<JobSighting, JobSighting> change) =>
        seen.Job.Known ? seen with { Job = Fact<JobSighting>.Of(change(seen.Job.Value!), seen.Job.At) } : seen;
}
