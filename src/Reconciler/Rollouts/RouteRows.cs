using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>Routes apply live: they decide which requests are the service's, not what serves them.</summary>
internal static class RouteRows
{
    /// <summary>
    /// A route without a rule, added by a commit or deleted by hand, gets one with the weights of the others. Their requests
    /// go nowhere meanwhile, so this does not wait for the end of a rollout.
    /// </summary>
    public static Decision? Missing(View view)
    {
        if (view.Stable is not { } stable || view.Production.IsEmpty || !view.IsEven || view.LeavesRoutes || view.Routes.Missing.FirstOrDefault(route => InTheWayOf(view, route) is null) is not { } route)
            return null;
        if (!view.Seen.Health.Known)
            return Say.Wait(view, Phase.Blind, view.Seen.Health.Error ?? "target health was not read");
        if (view.HealthOf(stable).Healthy == 0)
            return null;
        var action = new PlannedAction.CreateProductionRule(
            stable, view.GroupArn(stable)!, view.GroupArn(stable.Other())!, view.Rel(stable) ?? "-", route, view.CandidateWeight);
        return Say.Act(Phase.Route, action, $"the route {route.Label} has no rule");
    }

    /// <summary>At rest: conditions and priorities as desired, then away with rules that no route wants.</summary>
    public static Decision? Differing(View view, Phase phase)
    {
        if (!view.Heals(DriftFields.Routes))
            return null;
        var routes = view.Routes;
        foreach (var (route, rule) in routes.Pairs)
        {
            if (!route.HasConditionsOf(rule))
            {
                return Say.Act(phase, new PlannedAction.SetRouteConditions(rule.Arn, route),
                    $"the route is {string.Join(", ", rule.Hosts.Concat(rule.Paths))}, desired is {string.Join(", ", route.Spec.Hosts.Concat(route.Spec.Paths))}");
            }

            if (rule.Priority != route.ProductionPriority && PriorityMove.Of(view, route, rule) is { Priority: { } priority } move)
            {
                return Say.Act(phase, new PlannedAction.SetRoutePriority(rule.Arn, priority), move.By is { } by
                    ? $"priority {route.Spec.Priority} is still taken by {by.Whose}, and its own one is wanted: it steps aside"
                    : $"the rule's priority is {rule.Priority}, desired is {route.ProductionPriority}");
            }
        }

        return routes is { Pairs: not [], Missing: [], Surplus: [var surplus, ..] }
            ? Say.Act(phase, new PlannedAction.DeleteProductionRule(surplus.Arn, [.. routes.Pairs.Select(pair => pair.Rule.Arn)]), $"no route wants the rule {Say.NameOf(view, surplus)}")
            : null;
    }

    /// <summary>At rest, when all else is done: a rule cannot go where it is wanted. One of another service may be about to move on; a stranger's is not.</summary>
    public static Decision? Waiting(View view, Phase phase)
    {
        if (!view.Heals(DriftFields.Routes))
            return null;
        foreach (var route in view.Routes.Missing)
        {
            if (InTheWayOf(view, route) is { } taken)
                return Taken(view, phase, $"the route {route.Label} has no rule: priority {route.Spec.Priority} is taken by {taken.Whose}", taken);
        }

        foreach (var (route, rule) in view.Routes.Pairs)
        {
            if (rule.Priority == route.ProductionPriority || PriorityMove.Of(view, route, rule) is not { Priority: null, By: { } by })
                continue;
            return Taken(view, phase, $"the rule of the route {route.Label} stands at {Say.NameOf(view, rule)}: priority {route.Spec.Priority} is taken by {by.Whose}", by);
        }

        return null;
    }

    public static TakenPlace? InTheWayOf(View view, ResolvedRoute route) =>
        view.Seen.Rules.Value?.Taken.FirstOrDefault(place => place.ListenerArn == route.ListenerArn && place.Priority == route.ProductionPriority);

    private static Decision Taken(View view, Phase phase, string what, TakenPlace by)
    {
        var message = what + (by.Service is null ? "; remove that one, or choose another priority" : "; it goes there when that has moved. Should it not, choose another priority");
        return Say.Rest(view, phase, message) with { Alarm = by.Service is null ? new Alarm(Alarms.PriorityTaken, message) : null };
    }
}
