using Publican.Observed;

namespace Publican.Rollouts;

/// <content>How many tasks are needed, and when a side may be touched.</content>
public sealed partial class View
{
    /// <summary>N: what stable had when the attempt opened, or has now.</summary>
    public int Capacity => Attempt?.Capacity ?? Math.Max(1, Record.Stable is { } stable ? Service(stable)?.Desired ?? 1 : Initial);

    /// <summary>Healthy targets the candidate needs before it is given a weight: all of N, unless the step says less.</summary>
    public int Need(int weight) => Need(weight, FullCount);

    /// <summary>
    /// What the candidate must keep while it has a weight. That it was not asked for as many until now (a commit changed the steps) is no
    /// failure of its own: until they are up, what it had and what the weight itself needs counts.
    /// </summary>
    /// <remarks>Counted by N alone: that the autoscaler, or a schedule, adds tasks to the stable side is no fault of the candidate.</remarks>
    public int Floor(int weight)
    {
        var need = Need(weight, Capacity);
        return (Service(C)?.Desired < need ? 0 : memory.GrownFrom) is { } had ? Math.Min(need, Math.Max(Share(weight, Capacity), had)) : need;
    }

    /// <summary>Tasks the candidate runs at a weight.</summary>
    public int CountAt(int weight) => Steps.Capacity(target.Rollout, weight) < Steps.All ? Need(weight) : Math.Max(Initial, Need(weight));

    /// <summary>The weight a candidate without traffic gets first.</summary>
    public int FirstWeight => Warm ? Steps.All : NextWeight(0)!.Value;

    private int Need(int weight, int full) => Math.Max(Share(weight, full), Tasks(Steps.Capacity(target.Rollout, weight), full));

    /// <summary>Tasks that this share of the traffic needs (I3).</summary>
    private int Share(int weight, int full) => Math.Max(1, Tasks(weight * target.Timing.Headroom, full));

    private static int Tasks(double percent, int full) => (int)Math.Ceiling(percent * full / 100);

    /// <summary>
    /// The old colour, proven and still at full strength: a commit back to it needs no steps. Preparing another revision
    /// clears retire-at first, so it can only stand beside what was stable.
    /// </summary>
    public bool Warm =>
        Record.RetireAt is { } at && (at > now || AttemptIsForCandidate) && Rel(C) == Desired
        && Service(C) is { Complete: true } && HealthOf(C).Healthy >= Need(100);

    /// <summary>A side may be changed or stopped only after its weight was 0 for the drain time, seen twice; one without tasks is drained already.</summary>
    public bool Drained(Colour colour) => Service(colour) is not { Up: true } || DrainedIn(colour) == TimeSpan.Zero;

    public TimeSpan DrainedIn(Colour colour)
    {
        if (memory.Idle[colour] is not { } idle)
            return target.Drain;
        var left = idle.Since + target.Drain - now;
        return left > TimeSpan.Zero ? left : idle.Reads >= 2 && idle.LastSeen - idle.Since >= target.Timing.BetweenReads ? TimeSpan.Zero : target.Pace;
    }
}
