using LocalCloud.AutoScaling;
using LocalCloud.CloudWatch;
using LocalCloud.Containers;
using LocalCloud.Ecr;
using LocalCloud.Ecs;
using LocalCloud.Elb;
using LocalCloud.EventBridge;
using LocalCloud.Iam;
using LocalCloud.Logs;
using LocalCloud.Pages;
using LocalCloud.Processes;
using LocalCloud.Protocols;
using LocalCloud.Secrets;
using LocalCloud.Sqs;
using LocalCloud.Ssm;
using LocalCloud.Sts;
using LocalCloud.Traffic;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalCloud;

/// <summary>Puts a region together: the AWS endpoint on 127.0.0.1 and the services behind it.</summary>
public static class RegionHost
{
    /// <param name="options">How the region is started.</param>
    /// <param name="configure">Last word on the services: tests put their clock in here.</param>
    public static WebApplication Build(RegionOptions options, Action<IServiceCollection>? configure = null)
    {
        Directory.CreateDirectory(options.Data);

        // Nothing is configured by files here, and a watched file costs one of the machine's 128 inotify instances.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = options.Data,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = AwsEndpoint.MaxBodyBytes;
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port);
            if (options.Publish is { } published) kestrel.Listen(published, options.Port);
        });

        // Every service of the region is named here, and nowhere else.
        builder.Services
            .AddRegion(options)
            .AddAwsEndpoint()
            .AddSts()
            .AddIam()
            .AddElb()
            .AddTraffic()
            .AddCloudWatch()
            .AddSqs()
            .AddEventBridge()
            .AddSsm()
            .AddSecrets()
            .AddLogs()
            .AddProcesses()
            .AddEcr()
            .AddContainers(options)
            .AddEcs()
            .AddAutoScaling()
            .AddPages();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapAwsEndpoint();
        foreach (var pages in app.Services.GetServices<ILocalRoutes>()) pages.Map(app);
        return app;
    }

    private static IServiceCollection AddRegion(this IServiceCollection services, RegionOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton(_ => AddressBlock.Claim())
            .AddHostedService<ReadyFile>();
    }
}
