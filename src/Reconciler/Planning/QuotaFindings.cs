using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>Whether a rollout would run into a limit of a load balancer half-way.</summary>
internal static class QuotaFindings
{
    public static IEnumerable<Finding> Of(Answer<ImmutableArray<Balancer>> balancers, Pair<TargetGroup?>? groups, ImmutableArray<string> rulesToCome)
    {
        const string where = "spec.route.listener";
        if (!balancers.Known)
            return [Preflight.Unknown(where, "whether the load balancer has room", balancers.Error!, balancers.Denied)];
        return balancers.Value!.SelectMany(balancer => OfOne(balancer, groups, rulesToCome.Count(balancer.Listeners.Contains))).Select(message => new Finding(where, message));
    }

    private static IEnumerable<string> OfOne(Balancer balancer, Pair<TargetGroup?>? groups, int rulesToCome)
    {
        var rules = balancer.Rules + rulesToCome;
        if (rulesToCome > 0 && balancer.Limits.TryGetValue(Balancer.RulesLimit, out var mostRules) && rules > mostRules)
        {
            yield return $"the load balancer {balancer.Name} has {balancer.Rules} of {mostRules} rules, and this rollout needs {rulesToCome} more; "
                + "remove some, ask AWS for a higher quota, or use a listener of another load balancer";
        }

        var toCome = groups is null ? 0 : new[] { groups.Blue, groups.Green }.Count(group => group is null || !balancer.TargetGroups.Contains(group.Arn));
        if (toCome > 0 && balancer.Limits.TryGetValue(Balancer.GroupsLimit, out var mostGroups) && balancer.TargetGroups.Count + toCome > mostGroups)
        {
            yield return $"the load balancer {balancer.Name} has {balancer.TargetGroups.Count} of {mostGroups} target groups, and this service needs {toCome} more; "
                + "AWS does not raise this quota: use a listener of another load balancer";
        }
    }
}
