using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>What only this process knows about the runs of a job. Losing it is safe: then the tags and the client tokens say what was begun.</summary>
/// <param name="Record">All that was ever read or written, together: no old read and no late write takes a run back.</param>
/// <param name="Spec">As it was when they were last looked at.</param>
public sealed record JobMemory(RunRecord Record, JobSpec Spec)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    /// <summary>Names of open runs whose RunTask AWS accepted, and when.</summary>
    public ImmutableDictionary<string, DateTimeOffset> Accepted { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Names of open runs whose RunTask AWS refused, and never accepted.</summary>
    public ImmutableHashSet<string> Refused { get; init; } = [];

    /// <summary>Names of open runs for which a RunTask got no answer.</summary>
    public ImmutableHashSet<string> Unclear { get; init; } = [];

    /// <summary>Nothing is under way, and nothing is to be done before then: until then reads teach nothing.</summary>
    public DateTimeOffset? RestsUntil { get; init; }

    public static JobMemory Seen(JobMemory? memory, JobSighting seen, Target target)
    {
        var record = (memory is null ? seen.Record : seen.Record.Merge(memory.Record)).Trim(target.Job!.History);
        var open = record.Open.Select(run => run.Name).ToHashSet();
        return new JobMemory(record, target.Job!)
        {
            Accepted = memory?.Accepted.RemoveRange(memory.Accepted.Keys.Except(open)) ?? ImmutableDictionary<string, DateTimeOffset>.Empty,
            Refused = memory?.Refused.Intersect(open) ?? [],
            Unclear = memory?.Unclear.Intersect(open) ?? [],
            RestsUntil = memory?.RestsUntil,
        };
    }

    public JobMemory Decided(Decision decision, DateTimeOffset now)
    {
        if (decision is not { Action: null, Phase: Phase.Waiting or Phase.Done or Phase.Failed })
            return this with { RestsUntil = null };
        if (RestsUntil > now)
            return this;
        var next = Spec.Cron is { Suspended: false } cron ? Firings.Next(cron, now) : null;
        return this with { RestsUntil = next < now + LongestRest ? next : now + LongestRest };
    }

    public JobMemory Done(PlannedAction action, DateTimeOffset now) => action switch
    {
        PlannedAction.WriteRuns write => this with { Record = Record.Merge(write.After).Trim(Spec.History) },
        PlannedAction.RunJob run => this with { Accepted = Accepted.SetItem(run.Run.Name, now) },
        _ => this,
    };

    public JobMemory WithoutAnswer(PlannedAction action) => action is PlannedAction.RunJob run ? this with { Unclear = Unclear.Add(run.Run.Name) } : this;

    public JobMemory WithRefusal(PlannedAction action) => action is PlannedAction.RunJob run ? this with { Refused = Refused.Add(run.Run.Name) } : this;
}
