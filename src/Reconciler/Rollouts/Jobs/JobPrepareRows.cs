using System.Security.Cryptography;
using System.Text;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>The task definition of the desired revision, and what its tags must say before anything of it is run.</summary>
internal static class JobPrepareRows
{
    /// <summary>Before the first call for a new revision all that it needs is there, or what is not is said and nothing is touched.</summary>
    public static Decision? Preflight(View view)
    {
        if (view.Sighting().Definition is not null)
            return null;
        if (view.Preflight is not { } preflight)
            return Say.Wait(view, Phase.Blind, view.Seen.Preflight.Error ?? "what the new revision needs was not looked for");
        return preflight.Stops.ToList() is [_, ..] stops ? Say.Rest(view, Phase.Preflight, string.Join("; ", stops)) : null;
    }

    /// <summary>Who could not renew the lease finishes what is open, and begins nothing.</summary>
    public static Decision? Leads(View view) => view.Seen.Leadership.MayBegin ? null : Say.Wait(view, Phase.HandsOff, view.Seen.Leadership.Describe());

    /// <summary>What is known of earlier runs rides in the register call: a crash right after it forgets no firing.</summary>
    public static Decision? Register(View view) => view.Sighting().Definition is not null
        ? null
        : Say.Act(Phase.Prepare, new PlannedAction.RegisterTaskDefinition(view.Desired) { Runs = Wanted(view) }, "the revision has no task definition yet");

    /// <summary>
    /// The definition that runs are started from says all that is known: what was noted on another one goes over to it, a schedule that is new begins
    /// now, and what a late write took back is put there again.
    /// </summary>
    public static Decision? Noted(View view)
    {
        var (wanted, own) = (Wanted(view), view.Sighting().Own);
        if (wanted.SameAs(own))
            return null;
        return wanted.Schedule != own.Schedule
            ? JobMachine.Write(view, Phase.Prepare, wanted, "note the schedule", view.Job().Cron!.Suspended ? "the job is suspended" : "from now on this schedule counts")
            : JobMachine.Write(view, Phase.Prepare, wanted, "note the runs", "the task definition does not say what is known of earlier runs");
    }

    private static RunRecord Wanted(View view)
    {
        var runs = view.Runs();
        if (view.Job().Cron is not { } cron || Hash(cron) is var hash && runs.Schedule?.Hash == hash)
            return runs;
        return runs with { Schedule = new NotedSchedule(hash, JobRun.Whole(view.Now)) };
    }

    /// <summary>While it is suspended no schedule counts: what it would have fired is not made up for afterwards.</summary>
    private static string Hash(CronSpec cron) =>
        cron.Suspended ? "suspended" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cron.Schedule} {cron.TimeZone}")))[..8];
}
