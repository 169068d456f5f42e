using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// Other services come first. Nothing of a new revision is begun meanwhile; what is under way goes on, traffic comes home as ever, and a person's
/// rollback waits for nobody.
/// </summary>
internal static class HeldRow
{
    public static Decision? Held(View view)
    {
        if (Why(view) is not { } why || view.CandidateWeight > 0 || !view.Seen.IsNew(view.Desired))
            return null;
        return PreflightRow.Kept(view, Phase.Held) is { Action: not null } kept ? kept : Say.Rest(view, Phase.Held, why);
    }

    /// <summary>I25: what was prepared opens no attempt while what it depends on is on its way to another revision.</summary>
    public static Decision? Opening(View view) => Why(view) is { } why ? Say.Wait(view, Phase.Ready, why) : null;

    /// <summary>The same for strategy rolling, until the attempt is open.</summary>
    public static Decision? Rolling(View view) => Why(view) is not { } why || view.Attempt?.Revision == view.Desired ? null
        : view.One() is { Desired: > 0 } service && service.Revision == view.Record.Proven?.Revision ? RollingRestRows.Keep(view, Phase.Held, why)
        : Say.Rest(view, Phase.Held, why);

    private static string? Why(View view) => view.Target.Pin is null ? view.Target.HeldBack : null;
}
