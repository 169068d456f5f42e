using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Describe and modify the attributes of load balancers and target groups.</summary>
internal static class AttributeOperations
{
    public static XElement DescribeOfTargetGroup(ElbState state, QueryInput input)
    {
        input.AllowOnly("TargetGroupArn");
        return Answer(TargetGroupAttributes.Of(state.TargetGroup(GroupArn(input))));
    }

    public static XElement DescribeOfLoadBalancer(ElbState state, QueryInput input)
    {
        input.AllowOnly("LoadBalancerArn");
        return Answer(LoadBalancerAttributes.Of(state.LoadBalancer(BalancerArn(input))));
    }

    public static Change ModifyOfTargetGroup(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("TargetGroupArn", "Attributes");
        var group = state.TargetGroup(GroupArn(input));
        var modified = group with { Attributes = TargetGroupAttributes.Table.Modify(group.Attributes, input) };
        HealthCheckInput.RequireTimeoutBelowInterval(modified);
        return new Change(state.With(modified), Answer(TargetGroupAttributes.Of(modified)));
    }

    public static Change ModifyOfLoadBalancer(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("LoadBalancerArn", "Attributes");
        var balancer = state.LoadBalancer(BalancerArn(input));
        var modified = balancer with { Attributes = LoadBalancerAttributes.Table.Modify(balancer.Attributes, input) };
        return new Change(state.With(modified), Answer(LoadBalancerAttributes.Of(modified)));
    }

    private static string GroupArn(QueryInput input) => input.Arn("TargetGroupArn", ElbArn.IsTargetGroup, "target group");

    private static string BalancerArn(QueryInput input) => input.Arn("LoadBalancerArn", ElbArn.IsLoadBalancer, "load balancer");

    private static XElement Answer(IEnumerable<KeyValuePair<string, string>> attributes) => Xml.Result(
        Xml.List("Attributes", attributes, attribute => [new XElement("Key", attribute.Key), new XElement("Value", attribute.Value)]));
}
