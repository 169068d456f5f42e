using LocalCloud.Protocols;

namespace LocalCloud.CloudWatch;

internal static class CloudWatchServices
{
    /// <summary>Metrics of what <see cref="Traffic.TrafficServices.AddTraffic"/> counts, and alarms on them.</summary>
    public static IServiceCollection AddCloudWatch(this IServiceCollection services) => services
        .AddSingleton<MetricReader>()
        .AddSingleton<AlarmStore>()
        .AddSingleton<AlarmOperations>()
        .AddSingleton<CloudWatchService>()
        .AddSingleton<IJsonService>(provider => provider.GetRequiredService<CloudWatchService>())
        .AddSingleton<IQueryService>(provider => provider.GetRequiredService<CloudWatchService>());
}
