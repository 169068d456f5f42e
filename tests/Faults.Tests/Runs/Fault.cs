namespace Publican.Faults.Runs;

/// <summary>What happens to one AWS call of a run.</summary>
internal enum FaultKind
{
    None,

    /// <summary>The call is carried out; the reconciler dies before it hears of it.</summary>
    Killed,

    /// <summary>As before, and what the next reconciler reads is for a while as old as before the call.</summary>
    KilledThenStale,

    /// <summary>Carried out; the connection breaks instead of an answer.</summary>
    LostAnswer,

    /// <summary>The client gives up; the call is carried out a second later.</summary>
    Late,

    /// <summary>Carried out twice, as by a retry below us; the second answer counts.</summary>
    Duplicated,

    /// <summary>Refused: too many calls.</summary>
    Throttled,

    /// <summary>Refused with a 5xx.</summary>
    Failed,

    /// <summary>A read answers what it answered before; after a write, all reads do so for a while.</summary>
    Stale,
}

/// <param name="Call">Number of the call that it hits, from 1.</param>
internal sealed record Fault(FaultKind Kind, int Call)
{
    public static Fault None { get; } = new(FaultKind.None, 0);

    /// <summary>A read that is carried out later or twice is a read; nothing would be learned.</summary>
    public static IEnumerable<FaultKind> KindsFor(bool mutating) => mutating
        ? [FaultKind.Killed, FaultKind.KilledThenStale, FaultKind.LostAnswer, FaultKind.Late, FaultKind.Duplicated, FaultKind.Throttled, FaultKind.Failed, FaultKind.Stale]
        : [FaultKind.Killed, FaultKind.LostAnswer, FaultKind.Throttled, FaultKind.Failed, FaultKind.Stale];

    public override string ToString() => Kind == FaultKind.None ? "no fault" : $"{Kind} at call {Call}";
}
