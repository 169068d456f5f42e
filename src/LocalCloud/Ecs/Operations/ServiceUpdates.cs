using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.Scheduling;
using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;

namespace LocalCloud.Ecs.Operations;

/// <summary>UpdateService. What is left out stays as it is; some settings apply at once, others by a new deployment.</summary>
internal sealed class ServiceUpdates(EcsState state, Shapes shapes, TargetGroups targetGroups, SchedulerWakeUps wakeUps, TimeProvider time)
{
    public ServiceResponse Update(UpdateServiceRequest request)
    {
        if (!shapes.TakesAny) Unsupported.Refuse(request, "UpdateService", ServiceRules.Unsupported);
        DeploymentRules.CheckController(request.DeploymentController);
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            var service = state.RequireService(cluster, request.Service);
            if (!service.IsActive) throw EcsErrors.NotActive();

            var deployment = Next(request, service.Primary);
            var changed = DeploymentRules.Apply(Live(request, service, deployment.LoadBalancers), request.DeploymentConfiguration);
            if (!ReferenceEquals(deployment, service.Primary)) changed = changed.WithPrimary(deployment);
            state.Put(changed);
            wakeUps.Wake(service.Key);
            return new ServiceResponse(ServiceView.Of(changed, cluster.Arn, state.TasksOf(service.Key), withTags: true));
        }
    }

    /// <summary>Settings that apply at once.</summary>
    private static Service Live(UpdateServiceRequest request, Service service, IReadOnlyList<TargetBinding> balancers) => service with
    {
        DesiredCount = ServiceRules.DesiredCount(request.DesiredCount ?? service.DesiredCount),
        HealthCheckGracePeriodSeconds = request.HealthCheckGracePeriodSeconds is { } seconds
            ? ServiceRules.Grace(seconds, balancers)
            : service.HealthCheckGracePeriodSeconds,
        EnableECSManagedTags = request.EnableECSManagedTags ?? service.EnableECSManagedTags,
        PropagateTags = request.PropagateTags is { } propagate ? LaunchRules.CheckPropagateTags(propagate) : service.PropagateTags,
        Kept = service.Kept.With(request),
        AvailabilityZoneRebalancing = ServiceRules.Rebalancing(request.AvailabilityZoneRebalancing) ?? service.AvailabilityZoneRebalancing,
    };

    /// <summary>The same deployment when nothing asks for a new one.</summary>
    private Deployment Next(UpdateServiceRequest request, Deployment current)
    {
        // AWS refuses any update that names an inactive task definition, also the one that is running.
        var definition = request.TaskDefinition is { } reference ? state.RequireUsable(reference) : current.TaskDefinition;
        if (request.TaskDefinition is not null && !shapes.TakesAny) LaunchRules.CheckLaunchType(null, definition);
        var platform = request.PlatformVersion is { } version ? LaunchRules.CheckPlatform(version) : current.PlatformVersion;
        var network = request.NetworkConfiguration is { } wanted ? LaunchRules.CheckNetwork(wanted, definition) : current.NetworkConfiguration;
        var balancers = request.LoadBalancers is { } list ? targetGroups.Check(list, definition) : current.LoadBalancers;

        var same = request.ForceNewDeployment != true
            && definition.TaskDefinitionArn == current.TaskDefinition.TaskDefinitionArn
            && platform == current.PlatformVersion
            && LaunchRules.SameNetwork(network, current.NetworkConfiguration)
            && balancers.SequenceEqual(current.LoadBalancers);
        if (same) return current;
        if (request.LoadBalancers is null) targetGroups.Check(balancers, definition);
        return new Deployment(Deployment.NewId(), definition, platform, network, balancers, time.GetUtcNow());
    }
}
