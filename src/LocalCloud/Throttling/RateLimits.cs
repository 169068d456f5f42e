namespace LocalCloud.Throttling;

/// <summary>AWS's rates for an account in a region, by service and category of action. Actions of one category share a bucket.</summary>
/// <remarks>
/// ECS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html. ELBv2's reads:
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/throttling.html; its other buckets, and the rates of
/// CloudWatch, Application Auto Scaling, IAM and STS, are assumed. SSM: https://docs.aws.amazon.com/general/latest/gr/ssm.html.
/// SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.
/// ECR: https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html (its bursts are assumed to be no higher). Logs:
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html.
/// </remarks>
internal static class RateLimits
{
    /// <summary>For what no page says anything about.</summary>
    private static readonly (string Category, Rate Rate) Unlisted = ("other", new Rate(50, 20));

    private static readonly (string Service, string Category, Rate Rate, string[] Actions)[] Table =
    [
        ("ecs", "service read", new Rate(100, 20), ["DescribeServices", "ListServices"]),
        ("ecs", "service modify", new Rate(50, 5), ["CreateService", "UpdateService", "DeleteService"]),
        ("ecs", "task definition read", new Rate(50, 20), ["DescribeTaskDefinition", "ListTaskDefinitions", "ListTaskDefinitionFamilies"]),
        ("ecs", "task definition modify", new Rate(20, 1), ["RegisterTaskDefinition", "DeregisterTaskDefinition"]),
        ("ecs", "task definition deletion", new Rate(5, 1), ["DeleteTaskDefinitions"]),
        ("ecs", "cluster resource read", new Rate(100, 20), ["DescribeTasks", "ListTasks"]),
        ("ecs", "cluster resource modify", new Rate(100, 40), ["RunTask", "StopTask"]),
        ("ecs", "cluster read", new Rate(50, 20), ["DescribeClusters", "ListClusters"]),
        ("ecs", "cluster modify", new Rate(20, 1), ["CreateCluster", "UpdateCluster", "DeleteCluster"]),
        ("ecs", "tag read", new Rate(20, 10), ["ListTagsForResource"]),
        ("ecs", "tag modify", new Rate(20, 10), ["TagResource", "UntagResource"]),
        ("elasticloadbalancing", "registration", new Rate(20, 4), ["RegisterTargets", "DeregisterTargets"]),
        ("ssm", "put", new Rate(10, 10), ["PutParameter"]),
        ("ssm", "get", new Rate(40, 40), ["GetParameter", "GetParameters", "GetParametersByPath"]),
        ("secretsmanager", "read", new Rate(10000, 10000), ["DescribeSecret", "GetSecretValue"]),
        ("secretsmanager", "write", new Rate(50, 50), ["CreateSecret", "PutSecretValue"]),
        // "Nearly unlimited" for the messages of a standard queue.
        ("sqs", "messages", new Rate(100000, 100000), ["SendMessage", "ReceiveMessage", "DeleteMessage", "DeleteMessageBatch"]),
        ("ecr", "images", new Rate(2000, 2000), ["BatchGetImage"]),
        ("ecr", "layers", new Rate(3000, 3000), ["GetDownloadUrlForLayer"]),
        ("logs", "describe groups", new Rate(10, 10), ["DescribeLogGroups"]),
        ("logs", "create groups", new Rate(10, 10), ["CreateLogGroup"]),
        ("application-autoscaling", "read", new Rate(20, 10), ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScalingActivities", "ListTagsForResource"]),
        ("application-autoscaling", "modify", new Rate(20, 5), ["RegisterScalableTarget", "DeregisterScalableTarget", "PutScalingPolicy", "DeleteScalingPolicy", "TagResource", "UntagResource"]),
        ("monitoring", "metric data", new Rate(50, 50), ["GetMetricData"]),
    ];

    private static readonly Dictionary<(string Service, string Action), (string Category, Rate Rate)> Listed = Table
        .SelectMany(row => row.Actions.Select(action => (Key: (row.Service, action), Value: (row.Category, row.Rate))))
        .ToDictionary(row => row.Key, row => row.Value);

    public static (string Category, Rate Rate) Of(string service, string action, bool mutating) =>
        Listed.TryGetValue((service, action), out var listed) ? listed
        : service == "elasticloadbalancing" ? (mutating ? ("modify", new Rate(20, 3)) : ("read", new Rate(40, 10)))
        : Unlisted;
}
