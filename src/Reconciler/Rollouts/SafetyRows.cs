using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Rows 1 to 3: when not to touch anything, or only to put back what must be.</summary>
internal static class SafetyRows
{
    /// <summary>Without the services and the rule nothing can be judged. Other facts are missed by the rows that need them.</summary>
    public static Decision? Blind(View view)
    {
        var error = view.Seen switch
        {
            { Services.Known: false } seen => seen.Services.Error ?? "the ECS services were not read",
            { Rules.Known: false } seen => seen.Rules.Error ?? "the listener rules were not read",
            { Services: var services, Rules: var rules } when !services.IsFresh(view.Now, view.Target.Timing.Fresh) || !rules.IsFresh(view.Now, view.Target.Timing.Fresh)
                => "what was read is too old to act on",
            _ => null,
        };
        return error is null ? null : Say.Wait(view, Phase.Blind, error);
    }

    public static Decision? HandsOff(View view)
    {
        if (view.Intents.Suspend is { } suspend)
            return Say.Rest(view, Phase.HandsOff, $"suspended by {suspend.Who}; publican resume {view.Target.Names.Service} goes on");
        var leadership = view.Seen.Leadership;
        if (leadership.MayMove)
            return null;
        if (leadership.Standing != Standing.CutOff || view.CandidateWeight == 0)
            return Say.Rest(view, Phase.HandsOff, leadership.Describe());
        return Contested(view) is null && RevertRow.OnEvidence(view) is { } home ? home : Say.Wait(view, Phase.HandsOff, leadership.Describe());
    }

    public static Decision? NotOurs(View view)
    {
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (view.Service(colour) is { Ours: false } foreign)
            {
                return Alarmed(view, Alarms.NotOurs, OwnerOf(foreign) is { } other && other != view.Target.Environment.Name
                    ? $"ECS service {foreign.Name} belongs to the environment {other}: two environments write the cluster {view.Target.Outputs.Cluster}. Give the service another name in one of them, or each environment a cluster of its own"
                    : $"ECS service {foreign.Name} exists but does not carry this service's tags; rename the service, or delete the other one");
            }
        }

        return null;
    }

    private static string? OwnerOf(EcsService service) => service.Tags.GetValueOrDefault(OwnerTags.Environment);

    public static Decision? Contested(View view)
    {
        if (view.Stable is not { } stable)
            return null;
        if (view.Service(stable) is null)
        {
            // What it ran is not known any more, and an idle colour has not proven that it can take its place.
            return Alarmed(view, Alarms.StableDown,
                $"ECS service {view.Target.Names.EcsService(stable)} of the stable side is gone; create it again from its last task definition, with this service's tags");
        }

        if (view.Production.IsEmpty)
            return RebuildRule(view, stable);

        // Where the green service does not exist yet, its group comes from DescribeTargetGroups.
        if (view.GroupArn(stable) is not { } stableGroup || view.GroupArn(stable.Other()) is not { } otherGroup)
        {
            return view.Seen.TargetGroups.Known
                ? Alarmed(view, Alarms.ForeignTargetGroup, "a target group of the pair is gone; recreate it, or point the rule elsewhere by hand")
                : Say.Wait(view, Phase.Blind, view.Seen.TargetGroups.Error ?? "the target groups were not read");
        }

        if (view.Production.FirstOrDefault(rule => !IsOfPair(rule)) is { } contested)
            return Foreign(view, contested, stableGroup, otherGroup);
        if (Void(view, stable) is { } repair)
            return repair;
        if (view.CandidateWeight > 0 || (!view.Target.SelfHeals && view.Attempt is null) || view.Seen.Rules.Value!.Unread is not null || view.Production.FirstOrDefault(rule => rule.Weights.Values.Sum() != Steps.All) is not { } odd)
            return null;

        // All traffic goes to stable, only the numbers are odd (1/0 is the same share as 100/0): write them as we spell them.
        return Say.Act(Phase.Contested, Say.Weights(view, odd, 0, "the weights did not add up to 100"), "weights are put back to 100 and 0") with
        {
            Drift = $"weights of the production rule were changed by hand to {string.Join("/", odd.Weights.Values)}",
        };

        bool IsOfPair(Rule rule) => rule.Weights.Count == 2 && rule.Weights.ContainsKey(stableGroup) && rule.Weights.ContainsKey(otherGroup);
    }

    /// <summary>A rule that is not only ours is not written. What the others give to a failing candidate comes home all the same.</summary>
    private static Decision Foreign(View view, Rule contested, string stableGroup, string otherGroup)
    {
        var outsiders = contested.Weights.Keys.Where(arn => arn != stableGroup && arn != otherGroup).ToList();
        var alarmed = Alarmed(view, Alarms.ForeignTargetGroup, outsiders.Count > 0
            ? $"the production rule{On(view, contested)} forwards to {string.Join(", ", outsiders)}, which is not of the pair; remove it from the rule"
            : $"the production rule{On(view, contested)} does not forward to both target groups of the pair; add the missing one with weight 0");
        return RevertRow.Revert(view.Without(contested)) is { } revert ? revert with { Alarm = alarmed.Alarm } : alarmed;
    }

    private static string On(View view, Rule rule) => view.Production.Length > 1 ? $" {Say.NameOf(view, rule)}" : "";

    /// <summary>
    /// The record calls a side stable that cannot be it: a leader that was gone committed late, when its candidate was stopped, condemned or
    /// replaced already. The side that serves is the stable one; bringing traffic "home" would be the outage.
    /// </summary>
    private static Decision? Void(View view, Colour stable)
    {
        var other = stable.Other();
        if (view.Attempt is not null || view.WeightOf(other) == 0)
            return null;
        var revision = view.Rel(stable) ?? "-";
        var why = view.Record.StableRevision is { } proven && proven != revision ? $"it runs {revision}, and {proven} is what was proven"
            : view.Record.BadFor(revision) is { } bad ? $"{revision} is quarantined: {bad.Code}"
            : view.Service(stable) is not { Desired: > 0 } && view.WeightOf(stable) == 0 ? "it has no tasks"
            : null;
        if (why is null)
            return null;
        if (Unsettled(view) is { } wait)
            return wait;
        if (!view.Seen.Health.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.Health.Error ?? "target health was not read");
        if (view.HealthOf(other).Healthy == 0)
            return Alarmed(view, Alarms.StateLost, $"the record calls {stable.Word()} stable, but {why}; {other.Word()} has traffic and no healthy target. Set the weights by hand, for the side that is good");
        var repaired = view.Record with { Stable = other, StableRevision = view.Rel(other), Since = null, RetireAt = null };
        return AttemptRows.Write(view, Phase.Contested, repaired, RecordChange.Repair, $"the record called {stable.Word()} stable, but {why}; {other.Word()} serves") with
        {
            Drift = "the record on the anchor service was overwritten",
        };
    }

    /// <summary>
    /// A leader that was stopped and went on wrote the record late: a hold that began earlier, an attempt that is closed, quarantines without the
    /// newer ones. What this leader knows is written again before it does anything else.
    /// </summary>
    public static Decision? Overwritten(View view) => view.IsOverwritten
        ? Say.Act(
            Phase.Contested,
            new PlannedAction.WriteRecord(view.Service(Colour.Blue)!.Arn, view.Seen.Record, view.Record, RecordChange.Restore),
            "a leader that was gone wrote the record late") with
        {
            Drift = "the record on the anchor service was overwritten",
        }
        : null;

    /// <summary>Row 1 for everything but a rollback: not all rules are seen, our own last write is not visible yet, or this process just started.</summary>
    public static Decision? Unsettled(View view)
    {
        if (view.Seen.Rules.Value is { Unread: { } unread })
            return Say.Wait(view, Phase.Blind, unread);
        var settled = View.Settled(view.Memory, view.Seen, view.Target);
        if (view.Now < settled)
        {
            // I29: the last write of the process before this one may not be visible yet, or still be under way.
            return Say.Wait(view, Phase.Blind, "just started: waiting until the last write of the process before is visible", Patience(settled));
        }

        if (view.Memory.Expected is { } expected)
            return Say.Wait(view, Phase.Blind, $"waiting until a read shows our last write: {expected.Action.Summary}");

        // A way home is repeated at once when no answer came. The first one, carried out in the next attempt, would look like a person's hand.
        if (view.Memory.LateUntil is { } late && view.Now < late)
            return Say.Wait(view, Phase.Blind, "an earlier write without an answer may still be carried out", Patience(late));
        return view.Seen.Intents is { Known: false, Error: { } error } ? Say.Wait(view, Phase.Blind, error) : null;

        // While the candidate has traffic its checks go on: evidence brings it home at once.
        TimeSpan? Patience(DateTimeOffset until) => view.CandidateWeight > 0 ? null : until - view.Now;
    }

    private static Decision? RebuildRule(View view, Colour stable)
    {
        if (Unsettled(view) is { } wait)
            return wait;
        if (view.LeavesRoutes)
            return Alarmed(view, Alarms.RuleGone, "the production rule is gone, and selfHeal is false: nothing is served until it is made again by hand, or selfHeal is true");
        if (RouteRows.InTheWayOf(view, view.Target.Routes[0]) is { } taken)
        {
            // Perhaps our own rule without its tags: nothing says so any more, and what is not ours is not touched.
            return Alarmed(view, Alarms.PriorityTaken, $"there is no production rule with this service's tags, and its priority {view.Target.Routes[0].Spec.Priority} is taken by {taken.Whose}; "
                + "give that rule its tags back, or remove it");
        }

        if (!view.Seen.Health.Known || !view.Seen.TargetGroups.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.Health.Error ?? view.Seen.TargetGroups.Error ?? "target health was not read");
        if (view.HealthOf(stable).Healthy == 0 && view.Previews.IsEmpty && view.GroupArn(stable.Other()) is { } other && view.GroupArn(stable) is { } own)
        {
            // Targets of a group that no listener uses are never checked; a preview rule puts both groups in use again.
            return Say.Act(Phase.Contested, new PlannedAction.CreatePreviewRule(stable, own, other, view.Target.Routes[0]), "the production rule is gone; health checks are started again") with
            {
                Drift = "the production rule was deleted by hand",
            };
        }

        if (view.HealthOf(stable).Healthy == 0 || view.GroupArn(stable) is not { } group || view.GroupArn(stable.Other()) is not { } second)
            return Alarmed(view, Alarms.StableDown, "the production rule is gone and the stable side has no healthy target; waiting for one");
        return Say.Act(Phase.Contested, new PlannedAction.CreateProductionRule(stable, group, second, view.Rel(stable) ?? "-", view.Target.Routes[0]), "the production rule is rebuilt") with
        {
            Drift = "the production rule was deleted by hand",
        };
    }

    private static Decision Alarmed(View view, string reason, string message) =>
        Say.Rest(view, Phase.Contested, message) with { Alarm = new Alarm(reason, message) };
}
