using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Planning;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Publican.Actions;

/// <summary>The request that changes two numbers of a rule and nothing else (I16): ModifyRule replaces the whole action list.</summary>
internal static class WeightWrite
{
    private static readonly ActionTypeEnum[] Spelled =
    [
        ActionTypeEnum.Forward, ActionTypeEnum.AuthenticateOidc, ActionTypeEnum.AuthenticateCognito,
        ActionTypeEnum.Redirect, ActionTypeEnum.FixedResponse, ActionTypeEnum.JwtValidation,
    ];

    public static bool CanSpell(Action action) => Spelled.Contains(action.Type);

    /// <param name="rule">As it was read a moment ago, and found to be a pair.</param>
    public static ModifyRuleRequest Of(Rule rule, PlannedAction.SetWeights weights)
    {
        foreach (var action in rule.Actions)
        {
            // DescribeRules never shows the secret; without this ModifyRule would ask for it.
            if (action.AuthenticateOidcConfig is { ClientSecret: null } oidc)
                oidc.UseExistingClientSecret = true;
            if (action.Type != ActionTypeEnum.Forward)
                continue;
            foreach (var group in action.ForwardConfig.TargetGroups)
                group.Weight = group.TargetGroupArn == weights.CandidateGroup ? weights.CandidateWeight : 100 - weights.CandidateWeight;

            // A forward action with a config must not carry the short form beside it.
            action.TargetGroupArn = null;
        }

        return new ModifyRuleRequest { RuleArn = rule.RuleArn, Actions = rule.Actions };
    }
}
