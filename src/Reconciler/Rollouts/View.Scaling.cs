using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <content>Counts that Application Auto Scaling moves.</content>
public sealed partial class View
{
    /// <summary>How many tasks there may be now; null where their number is fixed.</summary>
    public EffectiveRange? Range { get; } = target.Spec.Scaling is { } scaling ? EffectiveRange.Of(scaling, now) : null;

    /// <summary>What a first release starts with.</summary>
    public int Initial => Range?.Min ?? Replicas;

    /// <summary>What a side that has so many tasks should have: a count within the range is the autoscaler's.</summary>
    public int Fitting(int count) => Range?.Clamp(count) ?? Replicas;

    /// <summary>Tasks that the whole traffic needs: N, and what the autoscaler has added to the stable side since.</summary>
    public int FullCount => Range is not null && Record.Stable is { } stable && Service(stable) is { } service ? Math.Max(Capacity, service.Desired) : Capacity;

    /// <summary>The old colour is kept for an instant way back.</summary>
    public bool IsKept => Record.RetireAt is { } at && now < at && Service(C) is { Desired: > 0 };

    /// <summary>The candidate is up and has no traffic yet.</summary>
    public bool IsPrepared => Record.Stable is not null && Desired != Rel(S) && Rel(C) == Desired && Record.BadFor(Desired) is null && Service(C) is { Desired: > 0 };

    /// <summary>I4: while a rollout, or the way back from it, counts on the tasks of both sides, none is taken away.</summary>
    public bool IsFrozen => Attempt is not null || IsKept || IsPrepared;
}
