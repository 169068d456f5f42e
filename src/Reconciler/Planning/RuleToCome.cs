using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>A rule that a rollout still has to create.</summary>
/// <param name="Listener">Its name in the environment's outputs, for people.</param>
public sealed record RuleToCome(string ListenerArn, int Priority, string Listener, bool IsPreview)
{
    public static RuleToCome Production(ResolvedRoute route) => new(route.ListenerArn, route.ProductionPriority, route.Spec.Listener, IsPreview: false);

    public static RuleToCome Preview(ResolvedRoute route) => new(route.PreviewListenerArn, route.PreviewPriority, route.Spec.TestListener ?? route.Spec.Listener, IsPreview: true);

    /// <summary>ELB refuses a priority that is in use: that would be found out half-way, by a call that fails again and again.</summary>
    internal static IEnumerable<Finding> PlacesTaken(ImmutableArray<RuleToCome> rules, ImmutableArray<TakenPlace> taken) =>
        from rule in rules
        let there = taken.FirstOrDefault(place => place.ListenerArn == rule.ListenerArn && place.Priority == rule.Priority)
        where there is not null
        select new Finding("spec.route.priority",
            $"the {(rule.IsPreview ? "preview" : "production")} rule needs place {rule.Priority} of the listener {rule.Listener}, and {there.Whose} stands there; "
            + (there.Service is null ? "remove that one, or choose another priority" : "it goes on when that has moved; should it not, choose another priority"));
}
