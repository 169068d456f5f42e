namespace Publican.Rollouts;

/// <summary>The rows of the contract's table, first match wins (docs/rollouts.md).</summary>
public enum Phase
{
    Blind,
    HandsOff,
    Contested,
    Revert,
    CloseAttempt,
    Tidy,
    Retry,
    Aborted,

    /// <summary>An ECS service that others made is taken over, or must not be yet.</summary>
    Adopt,
    Route,

    /// <summary>Application Auto Scaling is told what a side's count may be.</summary>
    Scaling,
    NoStable,
    Bootstrap,

    /// <summary>Other services come first.</summary>
    Held,
    Preflight,
    RolledBack,
    Prepare,
    Ready,
    Armed,
    Step,

    /// <summary>Strategy rolling: ECS replaces the tasks.</summary>
    Rolling,
    Bake,
    Retain,
    Retire,
    Steady,

    /// <summary>It left the desired state and is being deleted.</summary>
    Prune,

    /// <summary>A run of a job is under way.</summary>
    Running,

    /// <summary>A CronJob, until its next firing.</summary>
    Waiting,

    /// <summary>A Job that ran for its revision, and exited 0.</summary>
    Done,

    /// <summary>A Job whose run failed for good.</summary>
    Failed,
}
