using LocalCloud.Ecs.Events;
using LocalCloud.Ecs.Operations;
using LocalCloud.Ecs.Scheduling;
using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;
using LocalCloud.Ecs.Usage;
using LocalCloud.Protocols;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalCloud.Ecs;

internal static class EcsRegistration
{
    public static IServiceCollection AddEcs(this IServiceCollection services)
    {
        services.TryAddSingleton(new EcsTiming());
        services.TryAddSingleton(Shapes.OfProcesses);
        return services
            .AddSingleton<SchedulerWakeUps>()
            .AddSingleton<EcsEvents>()
            .AddSingleton<EcsState>()
            .AddSingleton<TargetGroups>()
            .AddSingleton<TaskEnvironment>()
            .AddSingleton<EcsTaskFactory>()
            .AddSingleton<UsageStore>()
            .AddSingleton<UsageSampler>()
            .AddSingleton<TaskRunner>()
            .AddSingleton(provider => ActivatorUtilities.CreateInstance<TaskWorld>(
                provider, provider.GetRequiredService<RegionOptions>().TimeScale, provider.GetRequiredService<ILogger<TaskLife>>()))
            .AddSingleton<ClusterOperations>()
            .AddSingleton<TaskDefinitionOperations>()
            .AddSingleton<ServiceOperations>()
            .AddSingleton<ServiceUpdates>()
            .AddSingleton<ServiceReads>()
            .AddSingleton<TaskOperations>()
            .AddSingleton<TaskReads>()
            .AddSingleton<TagOperations>()
            .AddSingleton<IJsonService, EcsApi>()

            // Hosted services stop in reverse order: the scheduler first, so that it does not replace the tasks the runner ends.
            .AddHostedService(provider => provider.GetRequiredService<TaskRunner>())
            .AddHostedService(provider => provider.GetRequiredService<UsageSampler>())
            .AddHostedService<ServiceScheduler>();
    }
}
