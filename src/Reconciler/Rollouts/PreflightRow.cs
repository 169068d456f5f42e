using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// Before the first call that changes anything for a new revision: all that it needs is there, or everything that is not is said at once
/// and nothing is touched. What runs is looked after all the same; rows before this one bring traffic home whatever is found here.
/// </summary>
internal static class PreflightRow
{
    public static Decision? Blocked(View view)
    {
        // What a person rolled back to ran before, and must not wait for what the files of today need.
        // Without the target groups the rows after this one do nothing either, and say so.
        if (view.CandidateWeight > 0 || !view.Seen.IsNew(view.Desired) || !view.Seen.TargetGroups.Known || view.Target.Pin is not null)
            return null;
        if (PrepareRow.NotOurs(view) is { } contested)
            return contested;
        if (view.Preflight is not { } preflight)
            return Say.Wait(view, Phase.Blind, view.Seen.Preflight.Error ?? "what the new revision needs was not looked for");
        if (!preflight.Stops.Any())
            return null;

        var message = string.Join("; ", preflight.Stops);
        return Kept(view, Phase.Preflight) is { Action: not null } kept ? kept : Say.Rest(view, Phase.Preflight, message);
    }

    /// <summary>The same for strategy rolling, until the attempt is open.</summary>
    public static Decision? BlockedRolling(View view)
    {
        if (view.Attempt?.Revision == view.Desired || view.Target.Pin is not null)
            return null;
        if (view.Seen.Preflight.Error is { } error)
            return Say.Wait(view, Phase.Blind, error);
        return view.Preflight?.Stops.ToList() is [_, ..] stops ? Say.Rest(view, Phase.Preflight, string.Join("; ", stops)) : null;
    }

    /// <summary>Half-way into the preparation of a rollout its preview rule stays: it goes on from there.</summary>
    public static Decision? Kept(View view, Phase phase) => view.Stable is null || !view.Previews.IsEmpty
        ? null
        : RestRows.Retain(view) ?? RestRows.Retire(view) ?? RestRows.Repairs(view, phase);
}
