namespace LocalCloud.Elb;

/// <summary>
/// ELBv2 names. Each lies inside its parent's: a rule's ARN tells its listener, a listener's its load balancer.
/// The part after the account (<c>targetgroup/blue/0123456789abcdef</c>) is also the value of the CloudWatch dimension.
/// </summary>
public static class ElbArn
{
    private const string LoadBalancerPart = ":loadbalancer/", ListenerPart = ":listener/", RulePart = ":listener-rule/", GroupPart = ":targetgroup/";

    public static string LoadBalancer(string region, string name, string id) => Of(region, $"loadbalancer/app/{name}/{id}");

    public static string TargetGroup(string region, string name, string id) => Of(region, $"targetgroup/{name}/{id}");

    public static string Listener(string loadBalancerArn, string id) => $"{loadBalancerArn.Replace(LoadBalancerPart, ListenerPart, StringComparison.Ordinal)}/{id}";

    public static string Rule(string listenerArn, string id) => $"{listenerArn.Replace(ListenerPart, RulePart, StringComparison.Ordinal)}/{id}";

    /// <summary>The listener a rule ARN names, or null when the text is no rule ARN.</summary>
    public static string? ListenerOfRule(string ruleArn) =>
        IsRule(ruleArn) ? ruleArn[..ruleArn.LastIndexOf('/')].Replace(RulePart, ListenerPart, StringComparison.Ordinal) : null;

    public static bool IsLoadBalancer(string arn) => arn.Contains(LoadBalancerPart, StringComparison.Ordinal);

    public static bool IsListener(string arn) => arn.Contains(ListenerPart, StringComparison.Ordinal);

    public static bool IsRule(string arn) => arn.Contains(RulePart, StringComparison.Ordinal);

    public static bool IsTargetGroup(string arn) => arn.Contains(GroupPart, StringComparison.Ordinal);

    /// <summary>Value of the CloudWatch dimension LoadBalancer: <c>app/name/id</c>.</summary>
    public static string LoadBalancerDimension(string arn) => arn[(arn.IndexOf(LoadBalancerPart, StringComparison.Ordinal) + LoadBalancerPart.Length)..];

    /// <summary>Value of the CloudWatch dimension TargetGroup: <c>targetgroup/name/id</c>.</summary>
    public static string TargetGroupDimension(string arn) => arn[(arn.IndexOf(GroupPart, StringComparison.Ordinal) + 1)..];

    private static string Of(string region, string resource) => Arn.Of(region, "elasticloadbalancing", resource);
}
