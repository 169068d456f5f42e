using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// A rule that became sticky in mid-rollout: nothing moves forward, because what was given to the candidate could not be taken back at
/// once. Before a rollout pre-flight says so; the way home, and back to what is proven, is nobody's to stop.
/// </summary>
internal static class StickyRow
{
    public static Decision? Sticky(View view)
    {
        if (view.Stable is not { } stable || view.Desired == view.Rel(stable) || view.Record.BadFor(view.Desired) is not null)
            return null;
        if (view.Seen.IsNew(view.Desired) || view.Warm || view.Target.Pin is not null)
            return null;
        if (view.Sticky.Where(sticky => !sticky.IsAllowed).ToList() is not [_, ..] forbidden)
            return null;
        var message = string.Join("; ", forbidden.Select(sticky => $"{sticky.Where}: {sticky.Message}"));
        return Say.Wait(view, Phase.Contested, message) with { Alarm = new Alarm(Alarms.Sticky, message) };
    }
}
