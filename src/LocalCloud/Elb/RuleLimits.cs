using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>AWS's rules about which actions may stand on which load balancer.</summary>
internal static class RuleLimits
{
    public const int RulesPerLoadBalancer = 100, GroupsPerLoadBalancer = 100, ListenersPerLoadBalancer = 50;

    /// <exception cref="AwsException">TargetGroupNotFound, InvalidLoadBalancerAction, TargetGroupAssociationLimit or TooManyUniqueTargetGroupsPerLoadBalancer.</exception>
    public static void RequireUsable(ElbState state, RuleAction action, string loadBalancerArn)
    {
        var associations = state.Associations();
        foreach (var group in ElbState.GroupsOf(action))
        {
            if (state.TargetGroup(group).ProtocolVersion is not TargetGroup.Http1 and var version)
                throw new AwsException("InvalidLoadBalancerAction", $"Listener protocol 'HTTP' is not supported with a target group with the protocol-version '{version}'");
            if (associations.TryGetValue(group, out var owner) && owner != loadBalancerArn)
            {
                throw new AwsException("TargetGroupAssociationLimit",
                    $"The following target groups cannot be associated with more than one load balancer: {group}");
            }
        }

        var count = associations.Where(pair => pair.Value == loadBalancerArn).Select(pair => pair.Key).Union(ElbState.GroupsOf(action)).Count();
        if (count > GroupsPerLoadBalancer)
        {
            throw new AwsException("TooManyUniqueTargetGroupsPerLoadBalancer",
                $"A load balancer can have at most {GroupsPerLoadBalancer} target groups; this would make {count}");
        }
    }

    /// <exception cref="AwsException">TooManyRules; default rules do not count.</exception>
    public static void RequireRoomForRule(ElbState state, string loadBalancerArn)
    {
        if (state.ListenersOf(loadBalancerArn).Sum(listener => listener.Rules.Count) >= RulesPerLoadBalancer)
            throw new AwsException("TooManyRules", $"The maximum number of rules ({RulesPerLoadBalancer}) on load balancer '{loadBalancerArn}' has been reached");
    }
}
