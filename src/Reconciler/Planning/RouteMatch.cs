using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>
/// Which production rule is which route's. Rules carry no name of a route, because routes have none: they are told by where they stand
/// and what they match, so a changed order in the file changes nothing.
/// </summary>
public sealed record RouteMatch(ImmutableArray<(ResolvedRoute Route, Rule Rule)> Pairs, ImmutableArray<ResolvedRoute> Missing, ImmutableArray<Rule> Surplus)
{
    public static RouteMatch Of(ImmutableArray<ResolvedRoute> routes, ImmutableArray<Rule> rules)
    {
        var pairs = ImmutableArray.CreateBuilder<(ResolvedRoute, Rule)>();
        var (left, free) = (routes.ToList(), rules.ToList());

        // By priority first: then no two rules of ours ever want the same one.
        Take((route, rule) => route.ProductionPriority == rule.Priority);
        Take((route, rule) => route.HasConditionsOf(rule));
        Take((_, _) => true);
        return new([.. pairs], [.. left], [.. free]);

        // A rule cannot move to another listener.
        void Take(Func<ResolvedRoute, Rule, bool> fits)
        {
            foreach (var route in left.ToList())
            {
                if (free.FirstOrDefault(rule => rule.ListenerArn == route.ListenerArn && fits(route, rule)) is not { } rule)
                    continue;
                pairs.Add((route, rule));
                left.Remove(route);
                free.Remove(rule);
            }
        }
    }
}
