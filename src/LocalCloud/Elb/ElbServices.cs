using LocalCloud.Protocols;

namespace LocalCloud.Elb;

internal static class ElbServices
{
    /// <summary>The ELBv2 API; needs <see cref="Traffic.TrafficServices.AddTraffic"/> behind it.</summary>
    public static IServiceCollection AddElb(this IServiceCollection services) => services
        .AddSingleton<ElbEnvironment>()
        .AddSingleton<ElbStore>()
        .AddSingleton<TargetOperations>()
        .AddSingleton<ITargetRegistry, TargetRegistry>()
        .AddSingleton<IQueryService, ElbService>();
}
