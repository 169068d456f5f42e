using LocalCloud.Protocols;

namespace LocalCloud.CloudWatch;

internal static class CloudWatchServices
{
    /// <summary>Metrics of what load balancers count and tasks use, and alarms on them.</summary>
    public static IServiceCollection AddCloudWatch(this IServiceCollection services) => services
        .AddSingleton<IMetricSource, LoadBalancerMetrics>()
        .AddSingleton<IMetricSource, ServiceMetrics>()
        .AddSingleton<MetricReader>()
        .AddSingleton<AlarmStore>()
        .AddSingleton<AlarmOperations>()
        .AddSingleton<CloudWatchService>()
        .AddSingleton<IJsonService>(provider => provider.GetRequiredService<CloudWatchService>())
        .AddSingleton<IQueryService>(provider => provider.GetRequiredService<CloudWatchService>());
}
