using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// A freeze lasts, or other services come first. Nothing of a new revision is begun meanwhile; what is under way goes on, traffic comes home as ever, and a person's
/// rollback waits for nobody.
/// </summary>
internal static class HeldRow
{
    public static Decision? Held(View view)
    {
        if (view.CandidateWeight > 0 || !view.Seen.IsNew(view.Desired) || Rest(view, Phase.Held) is not { } held)
            return null;
        return PreflightRow.Kept(view, Phase.Held) is { Action: not null } kept ? kept : held;
    }

    /// <summary>I21, I25: what was prepared opens no attempt in a freeze, or while what it depends on is on its way to another revision.</summary>
    public static Decision? Opening(View view) => view.Frozen is not null ? Rest(view, Phase.Ready) : Why(view) is { } why ? Say.Wait(view, Phase.Ready, why) : null;

    /// <summary>Windows without overrun hold what is under way, too: it is watched as ever, and comes home as ever.</summary>
    public static Decision? Rising(View view, Phase phase, int from) => view.FrozenAt(from) is { } freeze
        ? Say.Wait(view, phase, $"{freeze}: {from}% is kept; publican promote {view.Target.Names.Service} goes on all the same") with { HeldBy = freeze }
        : null;

    /// <summary>The same for strategy rolling, until the attempt is open.</summary>
    public static Decision? Rolling(View view) => view.Attempt?.Revision == view.Desired || Rest(view, Phase.Held) is not { } held ? null
        : view.One() is { Desired: > 0 } service && service.Revision == view.Record.Proven?.Revision ? Kept(RollingRestRows.Keep(view, Phase.Held, held.Reason), held)
        : held;

    private static Decision Kept(Decision kept, Decision held) => kept.Action is not null ? kept : kept with
    {
        HeldBy = held.HeldBy,
        LookAgain = kept.LookAgain < held.LookAgain ? kept.LookAgain : held.LookAgain,
    };

    private static Decision? Rest(View view, Phase phase)
    {
        if (view.Frozen is not { } freeze)
            return Why(view) is { } why ? Say.Rest(view, phase, why) : null;
        var held = Say.Rest(view, phase, $"{freeze}; publican promote {view.Target.Names.Service} begins it all the same");
        return held with { HeldBy = freeze, LookAgain = freeze.Until - view.Now is { } left && left < held.LookAgain ? left : held.LookAgain };
    }

    private static string? Why(View view) => view.Target.Pin is null ? view.Target.HeldBack : null;
}
