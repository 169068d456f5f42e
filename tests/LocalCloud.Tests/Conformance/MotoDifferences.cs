namespace LocalCloud.Tests.Conformance;

/// <param name="Path">Path of a field, with * for anything.</param>
/// <param name="Reason">Why LocalCloud is as it is.</param>
internal sealed record MotoDifference(string Path, string Reason)
{
    private readonly LocalCloud.Traffic.WildcardPattern _pattern = new(Path.Replace("?", "\\?", StringComparison.Ordinal), ignoreCase: false);

    public bool Covers(string path) => _pattern.Matches(path);
}

/// <summary>Every field in which LocalCloud and moto answer differently. "AWS's default": ecs-gitops.md C4 and the API reference say that AWS shows it.</summary>
internal static class MotoDifferences
{
    private const string Default = "AWS's default, filled in", ReadOnly = "AWS shows it; moto leaves it out", NoSettings = "LocalCloud keeps no cluster settings";

    public static readonly MotoDifference[] Known =
    [
        new("CreateCluster.cluster.settings*", NoSettings),
        new("DescribeClusters.clusters[0].settings*", NoSettings),
        new("DescribeClusters.clusters[0].activeServicesCount", "moto counts no service whose desired count is 0"),
        new("*.availabilityZoneRebalancing", Default),
        new("*.deploymentConfiguration.*", Default),
        new("*.assignPublicIp", Default),
        new("*.enableECSManagedTags", Default),
        new("*.enableExecuteCommand", Default),
        new("*.placementConstraints", Default),
        new("*.placementStrategy", Default),
        new("*.platformFamily", "Linux on AWS; moto says FARGATE, or nothing"),
        new("*.platformVersion", Default),
        new("*.roleArn", ReadOnly),
        new("*.createdBy", ReadOnly),
        new("*.service*.createdAt", ReadOnly),
        new("*.taskSets", "AWS shows it for the EXTERNAL deployment controller"),
        new("CreateService.service.deployments[0].rolloutState*", "a deployment takes time, also one of no tasks"),
        new("DescribeServices.services[0].events*", "moto runs no tasks and has no events"),
        new("DescribeServices.failures[0].arn", "the long ARN format has the cluster in it; moto leaves it out"),
        new("*.TargetGroups[0].LoadBalancerArns", "an empty list; moto leaves it out"),
        new("DescribeTargetGroupAttributes.Attributes[load_balancing.algorithm.anomaly_mitigation]*", Default),
        new("DescribeTargetGroupAttributes.Attributes[stickiness.*", Default),
        new("DescribeTargetGroupAttributes.Attributes[target_group_health.*", Default),
        new("DescribeTargetGroupAttributes.Attributes[waf.fail_open.enabled]*", "an attribute of load balancers, which moto shows on target groups"),
        new("*.portMappings[0].hostPort", Default),
        new("*.portMappings[0].protocol", Default),
        new("*.systemControls", Default),
        new("*.registeredAt", ReadOnly),
        new("*.registeredBy", ReadOnly),
        new("RegisterTaskDefinition.tags", "an empty list; moto leaves it out"),
        new("GetCallerIdentity.Arn", "each has an identity of its own"),
        new("GetCallerIdentity.UserId", "each has an identity of its own"),
    ];
}
