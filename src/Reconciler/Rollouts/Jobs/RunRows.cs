using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>What comes of a run that was begun.</summary>
internal static class RunRows
{
    /// <summary>
    /// ECS shows a stopped task for an hour. A run whose task could not have been forgotten yet and is not there was not started.
    /// </summary>
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(50);

    /// <summary>A task that ECS accepted is seen within seconds. One that is not was started by an earlier call with the same token, and has been forgotten.</summary>
    private static readonly TimeSpan Seen = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10), LongestWait = TimeSpan.FromMinutes(6);

    public static Decision? Ended(View view)
    {
        var (after, words) = (view.Runs(), new List<string>());
        Failure? failure = null;
        foreach (var run in view.Runs().Open.Where(run => run.IsBegun))
        {
            if (view.TaskOf(run) is not { Stopped: true } task)
                continue;
            var code = CodeOf(task);
            var isTriedAgain = code != RunCodes.Ok && code is not (RunCodes.Deadline or RunCodes.Replaced) && run.Try <= view.Job().Retries;
            after = after.With(run with { State = code, At = JobRun.Whole(view.Now), Open = isTriedAgain });
            words.Add($"{JobMachine.When(run)} ended: {code}{(task.ExitCode is null && task.StoppedReason is { } reason ? $" ({reason})" : "")}");
            failure = code is RunCodes.Ok or RunCodes.Replaced ? failure : new Failure(view.Desired, code, "run", words[^1]);
        }

        return words.Count == 0
            ? null
            : JobMachine.Write(view, Phase.Running, after, failure is null ? "note that the run succeeded" : $"note that the run failed: {failure.Code}", string.Join("; ", words)) with { Failure = failure };
    }

    public static Decision? Overtime(View view) => view.Runs().Open.Where(run => run.IsBegun).Select(view.TaskOf)
        .FirstOrDefault(task => task is { Stopping: false } && view.Now - task.CreatedAt > view.Job().Timeout) is { } late
            ? Say.Act(Phase.Running, new PlannedAction.StopJob(late.Arn, late.Name, PlannedAction.StopJob.TimedOut), "it did not end in time")
            : null;

    /// <summary>Begun, and no task of it was seen for as long as one may be looked for.</summary>
    public static Decision? GivenUp(View view)
    {
        var memory = view.Memory.Job!;
        if (view.Runs().Open.FirstOrDefault(run => run.IsBegun && view.TaskOf(run) is null && view.Now > LookedForUntil(view, run)) is not { } run)
            return null;
        var isRefused = memory.Refused.Contains(run.Name) && !memory.Unclear.Contains(run.Name) && !memory.Accepted.ContainsKey(run.Name);
        var (code, why) = isRefused ? (RunCodes.NoPlace, "ECS started no task for it in time")
            : view.Now - run.At < Shown && !memory.Accepted.ContainsKey(run.Name) ? (RunCodes.Missed, "nobody started it in time")
            : (RunCodes.Unknown, "its task was not seen in time, and ECS does not show a stopped task for longer than an hour: whether it ran is not known, and it is not run again");
        var message = $"{JobMachine.When(run)}: {why}";
        return JobMachine.Write(view, Phase.Running, view.Runs().With(run with { State = code, At = JobRun.Whole(view.Now), Open = false }), $"note that the run failed: {code}", message) with
        {
            Failure = new Failure(view.Desired, code, "run", message),
        };
    }

    /// <summary>
    /// After a crash, a refusal or a lost answer: the same call once more. Its client token makes it one start, whoever sent it before, for 24 hours;
    /// a run is given up earlier than that.
    /// </summary>
    public static Decision? Start(View view) => view.Runs().Open
        .FirstOrDefault(run => run.IsBegun && view.TaskOf(run) is null && !view.Memory.Job!.Accepted.ContainsKey(run.Name)) is { } begun
            ? Say.Act(
                Phase.Running, new PlannedAction.RunJob(view.Sighting().Definition!.Arn, begun, view.Job().Cron is null ? view.Desired : null),
                $"{JobMachine.When(begun)} is begun and has no task")
            : null;

    public static Decision? Again(View view) => view.Runs().Open.FirstOrDefault(run => run.IsToBeTried && view.Now >= AgainAt(run)) is { } failed
        ? Begin(view, failed, $"{JobMachine.When(failed)} failed with {failed.State} and is tried again")
        : null;

    /// <summary>A person asks for another try of the newest run, which failed for good.</summary>
    public static Decision? Retry(View view) =>
        view.Runs().Newest is { Open: false, Failed: true } failed && view.Intents.For(Verb.Retry, view.Desired) is { At: { } at } retry && at > failed.At
            ? Begin(view, failed, $"{retry.Who} asked to try {JobMachine.When(failed)} again")
            : null;

    public static DateTimeOffset LookedForUntil(View view, JobRun run) =>
        view.Memory.Job!.Accepted.TryGetValue(run.Name, out var accepted) ? accepted + Seen : run.At + view.StartsWithin();

    public static DateTimeOffset AgainAt(JobRun failed) =>
        failed.At + TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(failed.Try - 1, 10)));

    private static Decision Begin(View view, JobRun failed, string reason) => JobMachine.Write(
        view, Phase.Running, view.Runs().With(JobRun.Begin(failed.Key, failed.Try + 1, view.Now)), $"note that try {failed.Try + 1} is begun", reason);

    private static string CodeOf(JobTask task) => task switch
    {
        { ExitCode: 0 } => RunCodes.Ok,
        { StoppedReason: { } reason } when reason.Contains(PlannedAction.StopJob.TimedOut, StringComparison.Ordinal) => RunCodes.Deadline,
        { StoppedReason: { } reason } when reason.Contains(PlannedAction.StopJob.Replaced, StringComparison.Ordinal) => RunCodes.Replaced,
        { ExitCode: { } exit } => RunCodes.Exit(exit),
        _ => RunCodes.Stopped,
    };
}
