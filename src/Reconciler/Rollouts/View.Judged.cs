using Publican.Desired;

namespace Publican.Rollouts;

/// <content>What checks and clocks say of the candidate.</content>
public sealed partial class View
{
    /// <summary>What the checks say about the candidate since a moment.</summary>
    public Verdict JudgedSince(DateTimeOffset since) => Verdict.Of(target.Rollout, seen.Checks, TrialSince(since));

    /// <summary>Only whether tasks of the candidate keep ending: the one check that needs no healthy target.</summary>
    public Verdict Crashed() =>
        CrashVerdict.Of(target.Rollout.ChecksAt(CandidateWeight).OfType<RestartsCheckSpec>().MinBy(check => check.Max)!, seen.Checks, TrialSince(now));

    private Trial TrialSince(DateTimeOffset since) => new(since)
    {
        Weight = CandidateWeight,
        IsHeld = CandidateWeight > 0 && now >= WeightSince + Steps.Hold(target.Rollout, CandidateWeight),
        IsWayBack = Warm,
        Now = now,
    };

    /// <summary>How long the progress deadline stood still until now.</summary>
    public TimeSpan StoodStill => memory.StoppedTime + (memory.StoppedSince is { } since ? now - since : TimeSpan.Zero);

    /// <summary>When the present weight began, for this process: a restart and a person's hand begin the window again, a clock ahead of ours counts as now.</summary>
    public DateTimeOffset WeightSince =>
        new[] { Record.Since is { } noted && noted.At < now ? noted.At : now, memory.StartedAt, memory.MovedAt ?? default }.Max();
}
