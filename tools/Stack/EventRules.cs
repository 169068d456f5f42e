namespace Publican.Stack;

/// <summary>What a reconciler wants to hear of, as patterns of EventBridge rules by their names: terraform-bootstrap makes the same.</summary>
public static class EventRules
{
    /// <param name="cluster">ARN of the cluster.</param>
    public static IReadOnlyDictionary<string, string> Of(string environment, string cluster) => new Dictionary<string, string>
    {
        [$"publican-{environment}-tasks"] = $$$"""
            {"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"], "detail": {"clusterArn": ["{{{cluster}}}"]}}
            """,

        // A deployment's event names its cluster nowhere but in the service's ARN.
        [$"publican-{environment}-deployments"] = $$$"""
            {"source": ["aws.ecs"], "detail-type": ["ECS Deployment State Change"], "resources": [{"prefix": "{{{Services(cluster)}}}"}]}
            """,
        [$"publican-{environment}-services"] = $$$"""
            {"source": ["aws.ecs"], "detail-type": ["ECS Service Action"], "resources": [{"prefix": "{{{Services(cluster)}}}"}]}
            """,
        [$"publican-{environment}-parameters"] = $$$"""
            {"source": ["aws.ssm"], "detail-type": ["Parameter Store Change"], "detail": {"name": [{"prefix": "/publican/{{{environment}}}/"}]}}
            """,
    };

    private static string Services(string cluster) => $"{cluster.Replace(":cluster/", ":service/", StringComparison.Ordinal)}/";
}
