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

    /// <summary>The client gives up; the call is carried out a little later.</summary>
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

    /// <summary>
    /// Every fault at every call of a run. Left out is what repeats another run: a reconciler killed after a read, when nothing was
    /// written and no time has passed since it was killed after the read before, leaves the same world behind; a read carried out
    /// later or twice, or answered as before when that was the same, is no fault; and as a read that failed is only ever a read that
    /// failed, reads fail in the three ways by turns.
    /// </summary>
    public static IEnumerable<Fault> All(IReadOnlyList<Numbered> calls)
    {
        for (var index = 0; index < calls.Count; index++)
        {
            var (call, number) = (calls[index], index + 1);
            if (call.Call.Mutating)
            {
                foreach (var kind in OfWrites)
                    yield return new Fault(kind, number);
                continue;
            }

            if (index == 0 || calls[index - 1].Call.Mutating || calls[index - 1].At != call.At)
                yield return new Fault(FaultKind.Killed, number);
            yield return new Fault(WaysToFail[number % WaysToFail.Length], number);
            if (call.IsOldKnown)
                yield return new Fault(FaultKind.Stale, number);
        }
    }

    private static readonly FaultKind[] WaysToFail = [FaultKind.LostAnswer, FaultKind.Throttled, FaultKind.Failed];

    private static readonly FaultKind[] OfWrites =
        [FaultKind.Killed, FaultKind.KilledThenStale, FaultKind.LostAnswer, FaultKind.Late, FaultKind.Duplicated, FaultKind.Throttled, FaultKind.Failed, FaultKind.Stale];

    public override string ToString() => Kind == FaultKind.None ? "no fault" : $"{Kind} at call {Call}";
}
