using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// The table of the rollout contract (section 3): first matching row wins, at most one mutation a pass.
/// A pure function: the same for the loop, for <c>publican plan</c> and for the model check.
/// </summary>
public static class RolloutMachine
{
    internal static readonly Func<View, Decision?>[] Rows =
    [
        SafetyRows.Blind,
        SafetyRows.HandsOff,
        StrategyRow.Changed,
        SafetyRows.NotOurs,
        SafetyRows.Contested,
        RevertRow.Revert,
        SafetyRows.Overwritten,
        SafetyRows.Unsettled,
        AttemptRows.CloseAttempt,
        AttemptRows.Tidy,
        LeverRows.Retry,
        FirstReleaseRows.Bootstrapped,
        FirstReleaseRows.NoStable,
        LeverRows.Abort,
        DriftRows.LeftByHand,
        RouteRows.Missing,
        ScalingRow.Fit,
        StickyRow.Sticky,
        HeldRow.Held,
        PreflightRow.Blocked,
        FirstReleaseRows.Bootstrap,
        RestRows.RolledBack,
        PrepareRow.Prepare,
        AttemptRows.Ready,
        AttemptRows.Armed,
        ForwardRows.Step,
        ForwardRows.Bake,
        RestRows.Retain,
        RestRows.Retire,
        RestRows.Steady,
    ];

    public static Decision Decide(Target target, ServiceObservation seen, ProcessMemory memory, DateTimeOffset now)
    {
        var view = new View(target, seen, memory, now);
        var rows = target.Job is not null ? JobMachine.Rows : target.Rollout.Strategy == Strategy.Rolling ? RollingMachine.Rows : Rows;
        var decision = rows.Select(row => row(view)).First(decision => decision is not null)!;

        // A schedule that begins or ends is a change like a commit: it is looked at when it happens.
        return view.Range?.Until is { } until && until - now < decision.LookAgain ? decision with { LookAgain = until - now } : decision;
    }
}
