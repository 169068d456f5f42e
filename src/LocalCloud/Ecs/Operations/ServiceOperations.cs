using System.Text.RegularExpressions;
using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.Scheduling;
using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;

namespace LocalCloud.Ecs.Operations;

/// <summary>CreateService and DeleteService.</summary>
internal sealed partial class ServiceOperations(EcsState state, Shapes shapes, TargetGroups targetGroups, SchedulerWakeUps wakeUps, TimeProvider time)
{
    public ServiceResponse Create(CreateServiceRequest request)
    {
        var name = request.ServiceName;
        if (name is null || !Name().IsMatch(name))
            throw EcsErrors.Invalid($"Service name '{name}' is not valid: 1 to 255 letters, digits, hyphens and underscores are needed");
        if (!shapes.TakesAny) Unsupported.Refuse(request, "CreateService", ServiceRules.Unsupported);
        if (request.SchedulingStrategy is not (null or "REPLICA"))
            throw EcsErrors.Unsupported($"the scheduling strategy '{request.SchedulingStrategy}': use REPLICA");
        if (request.ClientToken is { Length: > 36 }) throw EcsErrors.Invalid("clientToken can have at most 36 characters");
        DeploymentRules.CheckController(request.DeploymentController);
        var fingerprint = Fingerprint.Of(request with { ClientToken = null });
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            var key = new ServiceKey(cluster.Name, name);
            if (state.Services.TryGetValue(key, out var existing))
            {
                if (existing.Status == "DRAINING") throw EcsErrors.Invalid("Unable to Start a service that is still Draining.");
                if (existing.IsActive && existing.CreateFingerprint != fingerprint)
                    throw EcsErrors.Invalid("Creation of service was not idempotent.");
                if (existing.IsActive) return Show(existing, cluster);
            }

            var service = New(request, key, cluster, fingerprint);
            state.Put(service);
            wakeUps.Wake(key);
            return Show(service, cluster);
        }
    }

    public ServiceResponse Delete(DeleteServiceRequest request)
    {
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            var service = state.RequireService(cluster, request.Service);
            if (service.Status == "INACTIVE") throw EcsErrors.NoService();
            if (service.DesiredCount > 0 && request.Force != true && service.IsActive)
            {
                throw EcsErrors.Invalid("The service cannot be stopped while it is scaled above 0.");
            }

            service = service with { Status = "DRAINING", DesiredCount = 0 };
            state.Put(service);
            wakeUps.Wake(service.Key);
            return Show(service, cluster);
        }
    }

    private Service New(CreateServiceRequest request, ServiceKey key, Cluster cluster, string fingerprint)
    {
        var definition = state.RequireUsable(request.TaskDefinition);
        if (!shapes.TakesAny) LaunchRules.CheckLaunchType(request.LaunchType, definition);
        var balancers = targetGroups.Check(request.LoadBalancers, definition);
        var service = new Service(
            key,
            state.ArnOf($"service/{cluster.Name}/{key.Name}"),
            time.GetUtcNow(),
            fingerprint,
            ServiceRules.DesiredCount(
                request.DesiredCount ?? throw EcsErrors.Invalid("desiredCount is required for the scheduling strategy REPLICA")),
            MinimumHealthyPercent: 100,
            MaximumPercent: 200,
            BreakerEnabled: false,
            BreakerRollsBack: false,
            ServiceRules.Grace(request.HealthCheckGracePeriodSeconds, balancers),
            request.EnableECSManagedTags ?? false,
            LaunchRules.CheckPropagateTags(request.PropagateTags),
            ServiceRules.Rebalancing(request.AvailabilityZoneRebalancing) ?? "ENABLED",
            TagSet.Of(request.Tags)) { Kept = KeptShape.Usual.With(request, request.LaunchType) };
        var deployment = new Deployment(
            Deployment.NewId(),
            definition,
            LaunchRules.CheckPlatform(request.PlatformVersion),
            LaunchRules.CheckNetwork(request.NetworkConfiguration, definition),
            balancers,
            time.GetUtcNow());
        return DeploymentRules.Apply(service, request.DeploymentConfiguration).WithPrimary(deployment);
    }

    private ServiceResponse Show(Service service, Cluster cluster) =>
        new(ServiceView.Of(service, cluster.Arn, state.TasksOf(service.Key), withTags: true));

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,255}\z")]
    private static partial Regex Name();
}
