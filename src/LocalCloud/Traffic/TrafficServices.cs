using LocalCloud.Elb;
using LocalCloud.Protocols;
using Yarp.ReverseProxy.Forwarder;

namespace LocalCloud.Traffic;

internal static class TrafficServices
{
    /// <summary>The load balancer that stands in front: its listeners, health checks and counts.</summary>
    public static IServiceCollection AddTraffic(this IServiceCollection services)
    {
        services.AddHttpForwarder();

        // YARP writes a line for each request it forwards, and one for each that fails.
        services.AddLogging(logging => logging.AddFilter("Yarp.ReverseProxy", LogLevel.None));
        return services
            .AddSingleton<IHealthProbe, HealthProbe>()
            .AddSingleton<FlappingTargets>()
            .AddSingleton<TargetPools>()
            .AddSingleton<MetricStore>()
            .AddSingleton<TrafficLog>()
            .AddSingleton<ILocalRoutes>(provider => provider.GetRequiredService<TrafficLog>())
            .AddSingleton<NodeTableBuilder>()
            .AddSingleton(provider => new RequestForwarder(
                provider.GetRequiredService<IHttpForwarder>(),
                new SplitMix((ulong)provider.GetRequiredService<RegionOptions>().Seed, "weights"),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<ListenerApplication>()
            .AddSingleton<TrafficPlane>()
            .AddSingleton<IDataPlane>(provider => provider.GetRequiredService<TrafficPlane>())
            .AddHostedService(provider => provider.GetRequiredService<TrafficPlane>());
    }
}
