using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>
/// Clients that hold a load balancer's cookie stay with the side they were given: no weight moves them, so neither a step nor a rollback
/// reaches them. Each answer renews the cookie, and when their side has no tasks left they get 503 (docs/rollouts.md, "Sticky clients").
/// </summary>
/// <param name="Where">Key of the desired state that allows it.</param>
/// <param name="What">The rule or target group, for people.</param>
/// <param name="For">How long after a client's last request; null for a target group, whose rules say so.</param>
public sealed record Stickiness(string Where, string What, TimeSpan? For, bool IsAllowed)
{
    public string Message => IsAllowed
        ? $"{What}{Lasting}: a rollback is not immediate. Clients that hold its cookie stay with the side they were given{Until}, whatever the weights; when that side is stopped, they get 503"
        : $"{What}{Lasting}: clients that hold its cookie stay with the side they were given, so neither steps nor a rollback would reach them; turn that off, "
            + $"or write stickiness: {{allow: true}} in the route and accept that a rollback is not immediate";

    private string Lasting => For is { } time ? $" is sticky for {Durations.Format(time)}" : " keeps clients with a task of theirs (stickiness.enabled)";

    private string Until => For is { } time ? $" until {Durations.Format(time)} after their last request" : "";

    /// <param name="groups">Null when they are not known.</param>
    public static ImmutableArray<Stickiness> Of(Target target, ImmutableArray<Rule> production, Pair<TargetGroup?>? groups)
    {
        var (routes, everywhere) = (target.Routes, target.Spec.Routes.All(route => route.AllowStickiness));
        var match = RouteMatch.Of(routes, production);
        return
        [
            .. match.Pairs.Where(pair => pair.Rule.Sticky is not null).Select(pair => OfRule(Key(pair.Route), pair.Rule, pair.Route.Spec.AllowStickiness)),
            .. match.Surplus.Where(rule => rule.Sticky is not null).Select(rule => OfRule(Key(null), rule, everywhere)),
            .. new[] { groups?.Blue, groups?.Green }.OfType<TargetGroup>().Where(group => group.Sticky)
                .Select(group => new Stickiness(Key(null), $"the target group {group.Name}", null, everywhere)),
        ];

        Stickiness OfRule(string where, Rule rule, bool isAllowed) => new(where, $"the production rule {target.NameOf(rule)}", rule.Sticky, isAllowed);

        string Key(ResolvedRoute? route) => (routes.Length, route) switch
        {
            (1, _) => "spec.route.stickiness",
            (_, null) => "spec.routes",
            _ => FormattableString.Invariant($"spec.routes[{routes.IndexOf(route)}].stickiness"),
        };
    }
}
