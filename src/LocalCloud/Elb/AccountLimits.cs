using System.Globalization;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>DescribeAccountLimits: the limits that LocalCloud holds its callers to, under AWS's names.</summary>
internal static class AccountLimits
{
    public static XElement Describe(ElbState state, QueryInput input)
    {
        input.AllowOnly("Marker", "PageSize");
        (string Name, int Max)[] limits =
        [
            ("application-load-balancers", LoadBalancerOperations.MaxLoadBalancers),
            ("condition-values-per-alb-rule", ConditionInput.MaxValuesPerRule),
            ("condition-wildcards-per-alb-rule", ConditionInput.MaxWildcardsPerRule),
            ("listeners-per-application-load-balancer", RuleLimits.ListenersPerLoadBalancer),
            ("rules-per-application-load-balancer", RuleLimits.RulesPerLoadBalancer),
            ("target-groups", TargetGroupOperations.MaxTargetGroups),
            ("target-groups-per-action-on-application-load-balancer", ActionInput.MaxGroupsPerAction),
            ("target-groups-per-application-load-balancer", RuleLimits.GroupsPerLoadBalancer),
        ];
        return Xml.Result(Xml.List("Limits", limits, limit =>
            [new XElement("Name", limit.Name), new XElement("Max", limit.Max.ToString(CultureInfo.InvariantCulture))]));
    }
}
