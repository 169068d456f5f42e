using Amazon.ElasticLoadBalancingV2;
using Publican.Observed;
using Publican.Planning;
using Elb = Amazon.ElasticLoadBalancingV2.Model;

namespace Publican.Actions;

/// <summary>I1, I2, I3, I4, I16 and I17 before weights are written.</summary>
internal static class WeightInvariants
{
    public static string? Refusal(PlannedAction.SetWeights weights, FreshFacts facts, Target target) =>
        facts.Rules.Select(rule => Pair(rule, weights) ?? Faithful(rule)).FirstOrDefault(refusal => refusal is not null)
        ?? Declared(weights.CandidateWeight, target)
        ?? (weights.CandidateWeight > 0 ? Forward(weights, facts, target) : null)
        ?? (weights.CandidateWeight > 0 ? NoHealthyTarget(weights.CandidateGroup, facts) : null)
        ?? (weights.CandidateWeight < 100 ? NoHealthyTarget(weights.StableGroup, facts) : null);

    /// <summary>A rule that joins others in mid-rollout gives what they give.</summary>
    public static string? Refusal(PlannedAction.CreateProductionRule rule, FreshFacts facts, Target target) =>
        Declared(rule.OtherWeight, target)
        ?? (rule.OtherWeight > 0 && (facts.Record.Stable != rule.Stable || facts.Record.Attempt is null) ? $"I4: the record has no open attempt against {rule.Stable.Word()}" : null)
        ?? (rule.OtherWeight > 0 ? NoHealthyTarget(rule.OtherGroup, facts) : null)
        ?? (rule.OtherWeight < 100 ? NoHealthyTarget(rule.StableGroup, facts) : null);

    /// <summary>I2: an empty group answers 503, and a load balancer sends to an all-unhealthy one anyway.</summary>
    public static string? NoHealthyTarget(string group, FreshFacts facts) =>
        facts.Healthy.GetValueOrDefault(group) > 0 ? null : $"I2: {group} has no healthy target and would be given traffic";

    private static string? Pair(Elb.Rule rule, PlannedAction.SetWeights weights)
    {
        var forwards = (rule.Actions ?? []).Where(action => action.Type == ActionTypeEnum.Forward).ToList();
        if (forwards is not [{ ForwardConfig.TargetGroups: { } groups }])
            return $"I1: {rule.RuleArn} has no forward action with a pair of groups";
        if (groups.FirstOrDefault(group => group.TargetGroupArn != weights.StableGroup && group.TargetGroupArn != weights.CandidateGroup) is { } stranger)
            return $"I1: {rule.RuleArn} also forwards to {stranger.TargetGroupArn}";
        return groups.Select(group => group.TargetGroupArn).Distinct().Count() == 2 ? null : $"I1: {rule.RuleArn} does not forward to both groups of the pair";
    }

    private static string? Declared(int weight, Target target) =>
        weight is 0 or 100 || target.Rollout.Steps.Any(step => step.Weight == weight) ? null : $"I1: {weight} is not a declared step";

    /// <summary>I16: an action that we cannot spell would come back changed, or not at all.</summary>
    private static string? Faithful(Elb.Rule rule) => (rule.Actions ?? []).FirstOrDefault(action => !WeightWrite.CanSpell(action)) is { } odd
        ? $"I16: {rule.RuleArn} has an action '{odd.Type?.Value}' that cannot be written back as it was read"
        : null;

    private static string? Forward(PlannedAction.SetWeights weights, FreshFacts facts, Target target)
    {
        foreach (var rule in facts.Rules)
        {
            var live = (facts with { Rules = [rule] }).WeightOf(weights.CandidateGroup);
            if (live != weights.From)
                return $"I17: {rule.RuleArn} gives the candidate {live}, not {weights.From} as planned; somebody else wrote it";
        }

        var record = facts.Record;
        if (record.Stable != weights.Stable || record.Attempt is not { } attempt || attempt.Revision != target.Revision)
            return $"I4: the record has no open attempt of {target.Revision} against {weights.Stable.Word()}";

        // The way back to a warm, proven side is open however sick the stable one is.
        var warm = weights.CandidateWeight == 100 && record.RetireAt is not null;
        if (!warm && (facts.Services[weights.Stable]?.Running ?? 0) < attempt.Capacity)
            return $"I4: the stable side runs {facts.Services[weights.Stable]?.Running ?? 0} of the {attempt.Capacity} tasks that all traffic would need";
        var need = Math.Max(1, (int)Math.Ceiling(weights.CandidateWeight / 100.0 * attempt.Capacity * target.Timing.Headroom));
        var healthy = facts.Healthy.GetValueOrDefault(weights.CandidateGroup);
        return healthy == 0 || healthy >= need ? null : $"I3: {healthy} of the {need} healthy targets that {weights.CandidateWeight}% needs";
    }
}
