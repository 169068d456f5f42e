using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Nothing is to be done now: what is waited for, and for how long.</summary>
internal static class JobRestRows
{
    public const string RunFailed = "RunFailed";

    public static Decision Rest(View view)
    {
        if (view.Runs().Open.Any())
            return Busy(view, string.Join("; ", view.Runs().Open.Select(run => Word(view, run))));
        var alarm = view.Runs().Runs.FirstOrDefault(run => run.State is not (RunCodes.Skipped or RunCodes.Replaced)) is { Failed: true } failed
            ? new Alarm(RunFailed, $"{JobMachine.When(failed)} failed: {failed.State}; publican retry {view.Target.Names.Service} tries it again")
            : null;
        if (view.Job().Cron is not { } cron)
            return Say.Rest(view, alarm is null ? Phase.Done : Phase.Failed, alarm?.Message ?? "it ran for this revision and exited 0") with { Alarm = alarm };
        var next = cron.Suspended ? null : Firings.Next(cron, view.Now);
        var rest = Say.Rest(view, Phase.Waiting, (cron.Suspended, next) switch
        {
            (true, _) => "it is suspended (spec.suspend)",
            (_, { } at) => FormattableString.Invariant($"it runs next at {at.UtcDateTime:yyyy-MM-dd HH:mm}Z"),
            _ => "its schedule has no time any more",
        });
        return rest with { Alarm = alarm, LookAgain = Sooner(rest.LookAgain, next, view.Now) };
    }

    /// <summary>With a look at each moment at which something may have to be done.</summary>
    public static Decision Busy(View view, string reason)
    {
        var cron = view.Job().Cron;
        var isStarting = view.Runs().Open.Any(run => run.IsBegun && view.TaskOf(run) is not ({ Running: true } and { Stopping: false }));
        var wait = isStarting ? Say.Wait(view, Phase.Running, reason) : Say.Rest(view, Phase.Running, reason);
        var moments = view.Runs().Open.Select(run => run.IsToBeTried ? RunRows.AgainAt(run) : (view.TaskOf(run)?.CreatedAt + view.Job().Timeout) ?? RunRows.LookedForUntil(view, run))
            .Select(moment => (DateTimeOffset?)moment).Append(cron is { Suspended: false } ? Firings.Next(cron, view.Now) : null);
        return wait with { LookAgain = moments.Aggregate(wait.LookAgain, (look, moment) => Sooner(look, moment, view.Now)) };
    }

    private static string Word(View view, JobRun run) => run switch
    {
        { IsToBeTried: true } => FormattableString.Invariant($"{JobMachine.When(run)} failed with {run.State} and is tried again at {RunRows.AgainAt(run).UtcDateTime:HH:mm:ss}Z"),
        _ when view.TaskOf(run) is { } task => $"{JobMachine.When(run)}, try {run.Try}, is {task.LastStatus}",
        _ => $"{JobMachine.When(run)}, try {run.Try}, is begun",
    };

    // A moment that has just passed is looked at once more, not at once: the clock of a task may be a little ahead.
    private static TimeSpan Sooner(TimeSpan look, DateTimeOffset? moment, DateTimeOffset now) => moment is { } at && at > now && at - now < look ? at - now : look;
}
