using System.Security.Cryptography;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Observed;
using Publican.Planning;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Publican.Actions;

/// <summary>Writes to listener rules. ModifyRule replaces the whole action list, so every write starts from a fresh read.</summary>
internal sealed class RuleActions(IAmazonElasticLoadBalancingV2 elb)
{
    /// <summary>Changes two numbers and nothing else (I16), after a fresh read (I17), and reads back.</summary>
    public async Task SetWeightsAsync(PlannedAction.SetWeights weights, Target target, CancellationToken cancel)
    {
        var rule = await ReadAsync(weights.RuleArn, cancel);
        var forward = rule.Actions.FirstOrDefault(action => action.Type == ActionTypeEnum.Forward)
            ?? throw new GuardException("I1: the production rule has no forward action any more; nothing was written");
        var stable = Tuple(forward, weights.StableGroup);
        var candidate = Tuple(forward, weights.CandidateGroup);
        RuleGuard.CheckWeights(weights, target.Rollout, forward.ForwardConfig.TargetGroups);
        if (weights.CandidateWeight > 0 && (candidate.Weight ?? 0) != weights.From)
            throw new GuardException($"I17: the rule gives the candidate {candidate.Weight}, not {weights.From} as planned; somebody else wrote it, nothing was written");
        if (weights.CandidateWeight > 0)
            await RequireHealthyAsync(weights.CandidateGroup, cancel);
        if (weights.CandidateWeight < 100)
            await RequireHealthyAsync(weights.StableGroup, cancel);

        (stable.Weight, candidate.Weight) = (100 - weights.CandidateWeight, weights.CandidateWeight);

        // A forward action with a config must not carry the short form beside it.
        forward.TargetGroupArn = null;
        await elb.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = rule.RuleArn, Actions = rule.Actions }, cancel);
    }

    public async Task CreatePreviewAsync(PlannedAction.CreatePreviewRule rule, Target target, CancellationToken cancel)
    {
        // The token keeps strangers out of the candidate; it is read back from the rule, so no process needs to remember it.
        var header = $"{target.Names.Service}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        await elb.CreateRuleAsync(
            new CreateRuleRequest
            {
                ListenerArn = target.ListenerArn,
                Priority = target.Spec.Route.Priority,
                Conditions =
                [
                    PathCondition(target.Spec.Route.Path),
                    new RuleCondition
                    {
                        Field = "http-header",
                        HttpHeaderConfig = new HttpHeaderConditionConfig { HttpHeaderName = ListenerReader.PreviewHeader, Values = [header] },
                    },
                ],
                Actions = [Forward((rule.CandidateGroup, 100), (rule.OtherGroup, 0))],
                Tags = Tags.Elb(target, rule.Candidate, "preview"),
            },
            cancel);
    }

    public async Task CreateProductionAsync(PlannedAction.CreateProductionRule rule, Target target, CancellationToken cancel)
    {
        await RequireHealthyAsync(rule.StableGroup, cancel);
        await elb.CreateRuleAsync(
            new CreateRuleRequest
            {
                ListenerArn = target.ListenerArn,
                Priority = Names.ProductionPriority + target.Spec.Route.Priority,
                Conditions = [PathCondition(target.Spec.Route.Path)],
                Actions = [Forward((rule.StableGroup, 100), (rule.OtherGroup, 0))],
                Tags = Tags.Elb(target, rule: "production", revision: rule.Revision),
            },
            cancel);
    }

    public async Task DeleteAsync(PlannedAction.DeletePreviewRule rule, Target target, CancellationToken cancel)
    {
        await RequireOursAsync(rule.RuleArn, target, "preview", cancel);
        await elb.DeleteRuleAsync(new DeleteRuleRequest { RuleArn = rule.RuleArn }, cancel);
    }

    public async Task SetPathAsync(PlannedAction.SetRoutePath route, Target target, CancellationToken cancel)
    {
        await RequireOursAsync(route.RuleArn, target, "production", cancel);

        // Conditions other than the path (a host added by hand) are written back as they are.
        var rule = await ReadAsync(route.RuleArn, cancel);
        var others = (rule.Conditions ?? []).Where(condition => condition.Field != "path-pattern").Select(WithoutShortForm);
        await elb.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = route.RuleArn, Conditions = [PathCondition(route.Path), .. others] }, cancel);
    }

    public async Task SetPriorityAsync(PlannedAction.SetRoutePriority route, Target target, CancellationToken cancel)
    {
        await RequireOursAsync(route.RuleArn, target, "production", cancel);
        await elb.SetRulePrioritiesAsync(
            new SetRulePrioritiesRequest { RulePriorities = [new RulePriorityPair { RuleArn = route.RuleArn, Priority = route.Priority }] }, cancel);
    }

    /// <summary>I5, by a fresh read: no deployment and no scale-down on a colour that has traffic.</summary>
    public async Task RequireNoTrafficAsync(string? ruleArn, string? groupArn, CancellationToken cancel)
    {
        if (ruleArn is null || groupArn is null)
            return;
        var rule = await ReadAsync(ruleArn, cancel);
        var weight = rule.Actions.SelectMany(action => action.ForwardConfig?.TargetGroups ?? []).FirstOrDefault(group => group.TargetGroupArn == groupArn)?.Weight;
        if (weight > 0)
            throw new GuardException($"I5: {groupArn} has weight {weight}; nothing was written");
    }

    private async Task<Amazon.ElasticLoadBalancingV2.Model.Rule> ReadAsync(string arn, CancellationToken cancel)
    {
        var answer = await elb.DescribeRulesAsync(new DescribeRulesRequest { RuleArns = [arn] }, cancel);
        return answer.Rules is [var rule, ..] ? rule : throw new GuardException($"I17: rule {arn} is gone; nothing was written");
    }

    private async Task RequireHealthyAsync(string groupArn, CancellationToken cancel)
    {
        var answer = await elb.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = groupArn }, cancel);
        if (!(answer.TargetHealthDescriptions ?? []).Any(target => target.TargetHealth?.State == TargetHealthStateEnum.Healthy))
            throw new GuardException($"I2: {groupArn} has no healthy target and would be given traffic; nothing was written");
    }

    private async Task RequireOursAsync(string arn, Target target, string kind, CancellationToken cancel)
    {
        var answer = await elb.DescribeTagsAsync(new DescribeTagsRequest { ResourceArns = [arn] }, cancel);
        var tags = (answer.TagDescriptions?.FirstOrDefault()?.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
        if (tags.GetValueOrDefault(OwnerTags.Service) != target.Names.Service
            || tags.GetValueOrDefault(OwnerTags.Environment) != target.Names.Environment
            || tags.GetValueOrDefault(OwnerTags.Rule) != kind)
        {
            throw new GuardException($"I15: {arn} does not carry this service's tags; nothing was written");
        }
    }

    private static TargetGroupTuple Tuple(Action forward, string groupArn) =>
        (forward.ForwardConfig?.TargetGroups ?? []).FirstOrDefault(group => group.TargetGroupArn == groupArn)
            ?? throw new GuardException($"I1: the production rule does not forward to {groupArn}; nothing was written");

    private static Action Forward(params (string Arn, int Weight)[] groups) => new()
    {
        Type = ActionTypeEnum.Forward,
        ForwardConfig = new ForwardActionConfig
        {
            TargetGroups = [.. groups.Select(group => new TargetGroupTuple { TargetGroupArn = group.Arn, Weight = group.Weight })],
        },
    };

    private static RuleCondition PathCondition(string path) => new()
    {
        Field = "path-pattern",
        PathPatternConfig = new PathPatternConditionConfig { Values = [path] },
    };

    // DescribeRules answers a condition in both forms; ModifyRule refuses both together.
    private static RuleCondition WithoutShortForm(RuleCondition condition)
    {
        if (condition.HostHeaderConfig is not null || condition.PathPatternConfig is not null)
            condition.Values = null;
        return condition;
    }
}
