using Amazon;
using Amazon.ApplicationAutoScaling;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.ECS;
using Amazon.ElasticLoadBalancingV2;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;

namespace Publican.Aws;

/// <summary>The AWS clients of one environment. Thread-safe, shared by all services.</summary>
public sealed record AwsClients(
    IAmazonECS Ecs,
    IAmazonElasticLoadBalancingV2 LoadBalancing,
    IAmazonSimpleSystemsManagement Parameters,
    IAmazonCloudWatch Metrics,
    IAmazonCloudWatchLogs Logs,
    IAmazonApplicationAutoScaling Scaling) : IDisposable
{
    /// <summary>A call that takes longer counts as lost; contract I27 wants it well below any lease.</summary>
    public static TimeSpan CallTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <param name="endpoint">LocalCloud's address; null for AWS itself.</param>
    /// <param name="gate">Asked before every mutating call.</param>
    /// <param name="configure">Last word on each client's configuration.</param>
    /// <param name="budget">Calls wait here for their turn; null for a command that asks a few times and ends.</param>
    public static AwsClients Create(string region, Uri? endpoint, ISendGate gate, Action<ClientConfig>? configure = null, ApiBudget? budget = null)
    {
        return new AwsClients(
            new GatedEcsClient(Its(new AmazonECSConfig()), gate, budget),
            new GatedElbClient(Its(new AmazonElasticLoadBalancingV2Config()), gate, budget),
            new BudgetedSsmClient(Its(new AmazonSimpleSystemsManagementConfig()), budget),
            new BudgetedMetricsClient(Its(new AmazonCloudWatchConfig()), budget),
            new BudgetedLogsClient(Its(new AmazonCloudWatchLogsConfig()), budget),
            new GatedScalingClient(Its(new AmazonApplicationAutoScalingConfig()), gate, budget));

        T Its<T>(T config)
            where T : ClientConfig => Configured(config, region, endpoint, configure);
    }

    /// <summary>The same with the credentials of a role; null takes those of the process.</summary>
    /// <param name="environment">Whose role it is, for those who read CloudTrail.</param>
    public static Action<ClientConfig>? As(string? role, string environment, string region, Uri? endpoint, Action<ClientConfig>? configure = null)
    {
        if (role is null)
            return configure;
        var credentials = new AssumedRole(role, environment, Configured(new AmazonSecurityTokenServiceConfig(), region, endpoint, configure));
        return config =>
        {
            configure?.Invoke(config);
            config.DefaultAWSCredentials = credentials;
        };
    }

    internal static T Configured<T>(T config, string region, Uri? endpoint, Action<ClientConfig>? configure)
        where T : ClientConfig
    {
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = region;
        }

        config.Timeout = CallTimeout;
        config.MaxErrorRetry = 2;
        configure?.Invoke(config);
        return config;
    }

    public void Dispose()
    {
        Ecs.Dispose();
        LoadBalancing.Dispose();
        Parameters.Dispose();
        Metrics.Dispose();
        Logs.Dispose();
        Scaling.Dispose();
    }
}
