using System.Collections.Immutable;
using Publican.Actions;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Status;

/// <summary>Kubernetes-style conditions; the time of a transition moves only when the status does.</summary>
internal static class Conditions
{
    public const string Ready = "Ready";
    public const string Progressing = "Progressing";
    public const string Degraded = "Degraded";
    public const string Paused = "Paused";
    public const string Contested = "Contested";
    public const string Drifted = "Drifted";
    public const string InSync = "InSync";
    public const string Pinned = "Pinned";
    public const string Leading = "Leading";
    public const string Sticky = "Sticky";
    public const string Orphaned = "Orphaned";
    public const string Unresolved = "Unresolved";

    public static ImmutableArray<Condition> After(ServiceStatus next, View view, PassReport pass)
    {
        var decision = pass.Decision;
        var released = next.Outcome == Outcomes.Released;
        var progressing = decision.Phase is Phase.Bootstrap or Phase.Prepare or Phase.Ready or Phase.Armed or Phase.Step or Phase.Rolling or Phase.Bake;
        var byHand = view.Record.BadFor(view.Desired)?.Code == Codes.Hand;
        var (failed, refusal) = pass.Result is { Outcome: not ActionOutcome.Done } result ? (true, result.Error ?? "") : (false, "");
        var contested = decision.Phase == Phase.Contested;
        var stops = view.Preflight is { } preflight && (decision.Phase == Phase.Preflight || view.Seen.IsNew(view.Desired)) ? preflight.Stops.ToArray() : [];
        var degraded = decision.Alarm is not null && !contested;
        var leadership = view.Seen.Leadership;
        var suspended = decision.Phase == Phase.HandsOff && view.Intents.Suspend is not null;

        return
        [
            Make(Ready, released && !degraded, released ? "Released" : decision.Phase.ToString(), decision.Reason),
            Make(Progressing, progressing, decision.Phase.ToString(), failed ? refusal : decision.Reason),
            Make(Degraded, degraded || failed, decision.Alarm?.Reason ?? (failed ? FailureOf(pass.Result!) : "AsExpected"), decision.Alarm?.Message ?? refusal),
            Make(Paused, byHand || decision.Awaits != Awaits.Nobody || suspended, WhyPaused(byHand, suspended, decision),
                byHand ? "a person moved traffic back to the stable side; commit another revision to go on"
                : decision.Awaits != Awaits.Nobody || suspended ? decision.Reason : ""),
            Make(Contested, contested, decision.Alarm?.Reason ?? (contested ? "Repairing" : "AsExpected"), contested ? decision.Reason : ""),
            Make(Unresolved, stops.Length > 0, stops.Length > 0 ? "PreflightFailed" : "AsExpected", string.Join("; ", stops)),
            Make(Drifted, decision.Drift is not null, decision.Drift is null ? "AsExpected" : "ChangedByHand", decision.Drift ?? ""),
            Make(Pinned, pass.Target.Pin is not null, pass.Target.Pin is null ? "AsExpected" : "RolledBackTo", pass.Target.Pin is { } pin
                ? $"{pin.Who} rolled back from {pin.Instead} to {pin.To}; it ends with another commit, or with publican unpin {pass.Target.Names.Service}"
                : ""),
            Make(InSync, next.Drift.IsEmpty, next.Drift.IsEmpty ? "AsExpected" : Drifted, string.Join("; ", next.Drift.Select(difference => difference.Message))),
            StickyOne(),
            Make(Leading, leadership.MayMove, leadership.Standing.ToString(), leadership.Describe()),
        ];

        // Without the rules it is not known to have ended.
        Condition StickyOne() => view.Seen.Rules.Value is { Unread: null } || next.Conditions.FirstOrDefault(old => old.Type == Sticky) is not { } last
            ? Make(Sticky, !view.Sticky.IsEmpty,
                view.Sticky.IsEmpty ? "AsExpected" : view.Sticky.All(sticky => sticky.IsAllowed) ? "RollbackNotImmediate" : "NotAllowed",
                string.Join("; ", view.Sticky.Select(sticky => sticky.Message)))
            : last;

        Condition Make(string type, bool status, string reason, string message) =>
            Stamp(next, new Condition(type, status ? "True" : "False", reason, message, view.Desired, pass.At));
    }

    /// <summary>Our own guard, or AWS; the message of the guard begins with the invariant's name.</summary>
    public static string FailureOf(ActionResult result) => result.Invariant is null ? "CallFailed" : "GuardRefused";

    private static string WhyPaused(bool byHand, bool suspended, Decision decision) => (byHand, suspended, decision) switch
    {
        (true, _, _) => "RolledBackByHand",
        (_, true, _) => "Suspended",
        (_, _, { Awaits: Awaits.Resume }) => "PausedByHand",
        (_, _, { Awaits: Awaits.Approval }) => "ApprovalNeeded",
        _ => "AsExpected",
    };

    public static ImmutableArray<Condition> Only(ServiceStatus next, string type, string reason, string message, DateTimeOffset at) =>
    [
        Stamp(next, new Condition(Ready, "Unknown", reason, message, next.DesiredRevision, at)),
        Stamp(next, new Condition(type, "True", reason, message, next.DesiredRevision, at)),
    ];

    internal static Condition Stamp(ServiceStatus next, Condition condition) =>
        next.Conditions.FirstOrDefault(old => old.Type == condition.Type) is { } old && old.Status == condition.Status
            ? condition with { LastTransitionTime = old.LastTransitionTime }
            : condition;
}
