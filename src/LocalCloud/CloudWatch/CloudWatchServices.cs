using LocalCloud.Protocols;

namespace LocalCloud.CloudWatch;

internal static class CloudWatchServices
{
    /// <summary>GetMetricData over what <see cref="Traffic.TrafficServices.AddTraffic"/> counts.</summary>
    public static IServiceCollection AddCloudWatch(this IServiceCollection services) => services
        .AddSingleton<MetricReader>()
        .AddSingleton<CloudWatchService>()
        .AddSingleton<IJsonService>(provider => provider.GetRequiredService<CloudWatchService>())
        .AddSingleton<IQueryService>(provider => provider.GetRequiredService<CloudWatchService>());
}
