namespace Publican.Aws;

/// <param name="Burst">Calls that may come at once.</param>
/// <param name="PerSecond">Calls a second that can go on for ever.</param>
internal sealed record Rate(int Burst, double PerSecond)
{
    /// <summary>Left for rollbacks.</summary>
    public int Reserve => Math.Max(1, Burst / 10);
}

/// <summary>AWS's rates for an account in a region. Actions of one category share a bucket.</summary>
/// <remarks>
/// ECS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html. ELBv2's reads:
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/throttling.html. SSM: https://docs.aws.amazon.com/general/latest/gr/ssm.html.
/// Secrets Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html.
/// GetMetricData: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html. ELBv2's other buckets, and all else, are
/// assumed: an answer that says so makes a bucket smaller.
/// </remarks>
internal static class ApiRates
{
    private static readonly (string Service, string Category, Rate Rate, string[] Operations)[] Table =
    [
        ("ecs", "service read", new(100, 20), ["DescribeServices", "ListServices"]),
        ("ecs", "service modify", new(50, 5), ["CreateService", "UpdateService", "DeleteService"]),
        ("ecs", "task definition read", new(50, 20), ["DescribeTaskDefinition", "ListTaskDefinitions"]),
        ("ecs", "task definition modify", new(20, 1), ["RegisterTaskDefinition", "DeregisterTaskDefinition", "DeleteTaskDefinitions"]),
        ("ecs", "cluster resource read", new(100, 20), ["DescribeTasks", "ListTasks"]),
        ("ecs", "cluster resource modify", new(100, 40), ["RunTask", "StopTask"]),
        ("ecs", "cluster read", new(50, 20), ["DescribeClusters"]),
        ("ecs", "tag read", new(20, 10), ["ListTagsForResource"]),
        ("ecs", "tag modify", new(20, 10), ["TagResource", "UntagResource"]),
        ("elasticloadbalancing", "registration", new(20, 4), ["RegisterTargets", "DeregisterTargets"]),
        ("ssm", "put", new(10, 10), ["PutParameter"]),
        ("ssm", "get", new(40, 40), ["GetParameter", "GetParameters", "GetParametersByPath"]),
        ("secretsmanager", "read", new(10000, 10000), ["DescribeSecret"]),
        ("application-autoscaling", "read", new(20, 10), ["DescribeScalableTargets", "DescribeScalingPolicies"]),
        ("application-autoscaling", "modify", new(20, 5), ["RegisterScalableTarget", "DeregisterScalableTarget", "PutScalingPolicy"]),
        ("monitoring", "metric data", new(50, 50), ["GetMetricData"]),
    ];

    private static readonly string[] ReadVerbs = ["Describe", "List", "Get", "BatchGet"];

    private static readonly Dictionary<(string Service, string Operation), (string Category, Rate Rate)> Listed = Table
        .SelectMany(row => row.Operations.Select(operation => (Key: (row.Service, operation), Value: (row.Category, row.Rate))))
        .ToDictionary(row => row.Key, row => row.Value);

    public static (string Category, Rate Rate) Of(string service, string operation) =>
        Listed.TryGetValue((service, operation), out var listed) ? listed
        : service != "elasticloadbalancing" ? ("other", new(50, 20))
        : IsRead(operation) ? ("read", new(40, 10))
        : ("modify", new(20, 3));

    public static bool IsRead(string operation) =>
        ReadVerbs.Any(verb => operation.StartsWith(verb, StringComparison.Ordinal));
}
