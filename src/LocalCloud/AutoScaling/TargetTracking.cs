namespace LocalCloud.AutoScaling;

/// <summary>A policy and what its metric was in the minute that is over.</summary>
/// <param name="Policy">With its streak after that minute.</param>
/// <param name="Value">Null without data.</param>
internal sealed record Tracked(ScalingPolicy Policy, double? Value);

/// <summary>A change of a count that a policy wants.</summary>
internal sealed record ScalingWish(int Count, ScalingPolicy By, bool IsOut, int Before);

/// <summary>
/// Target tracking: a pure function. Any policy may scale out, and the largest wish counts; all of those that may scale in must want it, and again
/// the largest wish counts.
/// </summary>
internal static class TargetTracking
{
    /// <param name="running">AWS begins at what runs, not at what is desired, so that what cannot be had is not asked for again and again.</param>
    public static ScalingWish? Decide(ScalableTarget target, IReadOnlyList<Tracked> tracked, int desired, int running, bool isDeploying, DateTimeOffset now) =>
        Out(target, tracked, desired, running, now) ?? (isDeploying ? null : In(target, tracked, desired, running, now));

    private static ScalingWish? Out(ScalableTarget target, IReadOnlyList<Tracked> tracked, int desired, int running, DateTimeOffset now)
    {
        if (target.Suspended.Out) return null;

        // While the cooldown lasts, what was added already counts as part of what is wanted now.
        var before = target.Last is { IsOut: true } last && now < last.CooldownEnds ? Math.Min(last.Before, running) : running;
        var wish = tracked
            .Where(policy => policy is { Policy.Streak.WantsOut: true, Value: not null })
            .Select(policy => new ScalingWish(Math.Clamp(Proportional(before, policy.Value!.Value, policy.Policy.Target), target.Min, target.Max), policy.Policy, IsOut: true, before))
            .MaxBy(wish => wish.Count);
        return wish?.Count > desired ? wish : null;
    }

    private static ScalingWish? In(ScalableTarget target, IReadOnlyList<Tracked> tracked, int desired, int running, DateTimeOffset now)
    {
        if (target.Suspended.In || (target.Last is { IsOut: false } last && now < last.CooldownEnds)) return null;
        var able = tracked.Where(policy => !policy.Policy.NeverIn).ToList();
        if (able.Count == 0 || !able.All(policy => policy.Policy.Streak.WantsIn)) return null;
        var wish = able
            .Select(policy => new ScalingWish(
                Math.Clamp(Proportional(running, policy.Policy.Streak.Highest, policy.Policy.Target), target.Min, target.Max), policy.Policy, IsOut: false, running))
            .MaxBy(wish => wish.Count)!;
        return wish.Count < desired ? wish : null;
    }

    private static int Proportional(int count, double value, double target) => (int)Math.Ceiling(Math.Min(count * value / target, int.MaxValue));
}
