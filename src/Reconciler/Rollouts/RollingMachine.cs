using Publican.Observed;

namespace Publican.Rollouts;

/// <summary>
/// The table of strategy <c>rolling</c> (docs/rollouts.md): one ECS service, whose tasks ECS replaces and takes back where they do not start.
/// The rows decide what may run: the desired revision until it fails, and then the last one that passed its bake.
/// </summary>
internal static class RollingMachine
{
    public static readonly Func<View, Decision?>[] Rows =
    [
        SafetyRows.Blind,
        SafetyRows.HandsOff,
        StrategyRow.Changed,
        AdoptionRow.Adopt,
        SafetyRows.NotOurs,
        RollingReturnRow.Return,
        SafetyRows.Overwritten,
        SafetyRows.Unsettled,
        RollingAttemptRows.CloseAttempt,
        RollingAttemptRows.Tidy,
        RollingAttemptRows.Repair,
        LeverRows.Retry,
        RollingAttemptRows.Failed,
        ScalingRow.FitRolling,
        RollingRestRows.NoStable,
        RollingRestRows.Aborted,
        RollingRestRows.RolledBack,
        RollingPrepareRow.Prepare,
        RollingForwardRows.Rolling,
        RollingForwardRows.Bake,
        RollingRestRows.Steady,
    ];

    /// <summary>The one ECS service; it is the anchor, too.</summary>
    internal static EcsService? One(this View view) => view.Service(Colour.Blue);

    /// <summary>An attempt for what runs. Without tasks nothing is tried: how an earlier deployment ended is no verdict on a retry.</summary>
    internal static bool IsTried(this View view) => view.Attempt is { } attempt && view.One() is { Desired: > 0 } service && service.Revision == attempt.Revision;

    /// <summary>What runs is the desired revision, not proven yet.</summary>
    internal static bool RunsCandidate(this View view) =>
        view.One() is { Desired: > 0 } service && service.Revision == view.Desired && view.Desired != view.Record.Proven?.Revision;

    /// <summary>Since when the tasks are all up, as far as this process knows: a restart of either begins the bake again.</summary>
    internal static DateTimeOffset BakesSince(this View view) => view.Memory.BrokenAt is { } broken && broken > view.WeightSince ? broken : view.WeightSince;
}
