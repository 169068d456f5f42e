using System.Collections.Immutable;
using System.Security.Cryptography;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Publican.Actions;

/// <summary>Writes to listener rules. ModifyRule replaces the whole action or condition list, so every write starts from what the guard read.</summary>
internal sealed class RuleActions(IAmazonElasticLoadBalancingV2 elb)
{
    /// <summary>Writes the rule back as the guard read it, but for two numbers.</summary>
    public async Task SetWeightsAsync(PlannedAction.SetWeights weights, FreshFacts facts, CancellationToken cancel)
    {
        foreach (var rule in facts.Rules)
            await elb.ModifyRuleAsync(WeightWrite.Of(rule, weights), cancel);
    }

    public async Task CreatePreviewAsync(PlannedAction.CreatePreviewRule rule, Target target, CancellationToken cancel)
    {
        // On a test listener there is nobody to keep out. Elsewhere the token keeps strangers out of the candidate; it is read back from the rule, so no process needs to remember it.
        var header = rule.Header ?? $"{target.Names.Service}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        await elb.CreateRuleAsync(
            new CreateRuleRequest
            {
                ListenerArn = rule.Route.PreviewListenerArn,
                Priority = rule.Route.PreviewPriority,
                Conditions =
                [
                    .. Conditions(rule.Route.Spec),
                    .. rule.Route.TestListenerArn is null ? [HeaderCondition(header)] : Array.Empty<RuleCondition>(),
                ],
                Actions = [Forward(rule.Sticky ? ShortestStickiness : null, (rule.CandidateGroup, 100), (rule.OtherGroup, 0))],
                Tags = Tags.Elb(target, rule.Candidate, Observed.Rule.OfPreview),
            },
            cancel);
    }

    public async Task CreateProductionAsync(PlannedAction.CreateProductionRule rule, Target target, CancellationToken cancel)
    {
        await elb.CreateRuleAsync(
            new CreateRuleRequest
            {
                ListenerArn = rule.Route.ListenerArn,
                Priority = rule.Route.ProductionPriority,
                Conditions = Conditions(rule.Route.Spec),
                Actions = [Forward(null, (rule.StableGroup, 100 - rule.OtherWeight), (rule.OtherGroup, rule.OtherWeight))],
                Tags = Tags.Elb(target, rule: Observed.Rule.OfProduction, revision: rule.Revision),
            },
            cancel);
    }

    public Task DeleteAsync(string ruleArn, CancellationToken cancel) => elb.DeleteRuleAsync(new DeleteRuleRequest { RuleArn = ruleArn }, cancel);

    /// <summary>Conditions that are not modelled (a source address added by hand) are written back as the guard read them.</summary>
    public Task SetConditionsAsync(PlannedAction.SetRouteConditions route, FreshFacts facts, CancellationToken cancel)
    {
        var others = (facts.Rules[0].Conditions ?? []).Where(condition => condition.Field is not ("path-pattern" or "host-header")).Select(WithoutShortForm);
        return elb.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = route.RuleArn, Conditions = [.. Conditions(route.Route.Spec), .. others] }, cancel);
    }

    public Task SetPriorityAsync(PlannedAction.SetRoutePriority route, CancellationToken cancel) =>
        elb.SetRulePrioritiesAsync(
            new SetRulePrioritiesRequest { RulePriorities = [new RulePriorityPair { RuleArn = route.RuleArn, Priority = route.Priority }] }, cancel);

    private static TargetGroupStickinessConfig ShortestStickiness => new() { Enabled = true, DurationSeconds = 1 };

    private static Action Forward(TargetGroupStickinessConfig? sticky, params (string Arn, int Weight)[] groups) => new()
    {
        Type = ActionTypeEnum.Forward,
        ForwardConfig = new ForwardActionConfig
        {
            TargetGroups = [.. groups.Select(group => new TargetGroupTuple { TargetGroupArn = group.Arn, Weight = group.Weight })],
            TargetGroupStickinessConfig = sticky,
        },
    };

    private static RuleCondition HeaderCondition(string value) => new()
    {
        Field = "http-header",
        HttpHeaderConfig = new HttpHeaderConditionConfig { HttpHeaderName = ListenerReader.PreviewHeader, Values = [value] },
    };

    private static List<RuleCondition> Conditions(RouteSpec route)
    {
        var path = new RuleCondition { Field = "path-pattern", PathPatternConfig = new PathPatternConditionConfig { Values = [.. route.Paths] } };
        return route.Hosts.IsEmpty
            ? [path]
            : [new RuleCondition { Field = "host-header", HostHeaderConfig = new HostHeaderConditionConfig { Values = [.. route.Hosts] } }, path];
    }

    // DescribeRules answers a condition in both forms; ModifyRule refuses both together.
    private static RuleCondition WithoutShortForm(RuleCondition condition)
    {
        if (condition.HostHeaderConfig is not null || condition.PathPatternConfig is not null)
            condition.Values = null;
        return condition;
    }
}
