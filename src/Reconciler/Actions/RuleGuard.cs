using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Desired;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>The last look before weights are written: whatever planned it, I1 holds.</summary>
internal static class RuleGuard
{
    /// <exception cref="GuardException">The rule is not a pair, or the weight was never declared.</exception>
    public static void CheckWeights(PlannedAction.SetWeights weights, RolloutSpec rollout, IReadOnlyCollection<TargetGroupTuple> groups)
    {
        var others = groups.Where(group => group.TargetGroupArn != weights.StableGroup && group.TargetGroupArn != weights.CandidateGroup).ToList();
        if (others.Count > 0)
            throw new GuardException($"I1: the rule also forwards to {others[0].TargetGroupArn}; nothing was written");
        if (weights.CandidateWeight is not (0 or 100) && rollout.Steps.All(step => step.Weight != weights.CandidateWeight))
            throw new GuardException($"I1: {weights.CandidateWeight} is not a declared step; nothing was written");
    }
}
