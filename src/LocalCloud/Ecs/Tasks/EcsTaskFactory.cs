using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Tasks;

/// <summary>Makes new tasks: identity, address, tags.</summary>
internal sealed class EcsTaskFactory(AddressBlock addresses, EcsState state, TimeProvider time)
{
    /// <summary>A task of the service's PRIMARY deployment.</summary>
    public EcsTask OfService(Service service)
    {
        var deployment = service.Primary;
        var tags = service.PropagateTags switch
        {
            "SERVICE" => service.Tags,
            "TASK_DEFINITION" => deployment.TaskDefinition.Tags,
            _ => TagSet.Empty,
        };
        if (service.EnableECSManagedTags) tags = Managed(tags, service.Key.Cluster).WithManaged("aws:ecs:serviceName", service.Key.Name);
        return New(service.Key.Cluster, deployment.TaskDefinition, tags) with
        {
            Service = service.Key,
            DeploymentId = deployment.Id,
            LoadBalancers = deployment.LoadBalancers,
            NetworkConfiguration = deployment.NetworkConfiguration,
            PlatformVersion = deployment.PlatformVersion,
            Group = "service:" + service.Key.Name,
            StartedBy = deployment.Id,
        };
    }

    /// <summary>A task of RunTask; the request is checked already.</summary>
    public EcsTask OneOff(RunTaskRequest request, string cluster, TaskDefinition definition, NetworkConfiguration network, TagSet tags)
    {
        var all = request.PropagateTags == "TASK_DEFINITION" ? tags.Over(definition.Tags) : tags;
        return New(cluster, definition, request.EnableECSManagedTags == true ? Managed(all, cluster) : all) with
        {
            Overrides = request.Overrides ?? NoOverrides(definition),
            NetworkConfiguration = network,
            PlatformVersion = request.PlatformVersion ?? "LATEST",
            Group = request.Group ?? "family:" + definition.Family,
            StartedBy = request.StartedBy,
        };
    }

    private static TagSet Managed(TagSet tags, string cluster) => tags.WithManaged("aws:ecs:clusterName", cluster);

    private static TaskOverride NoOverrides(TaskDefinition definition) =>
        new([.. definition.ContainerDefinitions.Select(container => new ContainerOverride(container.Name, null, null, null, null, null))], null, null, null, null);

    private EcsTask New(string cluster, TaskDefinition definition, TagSet tags)
    {
        var id = Guid.NewGuid().ToString("N");
        return new EcsTask(
            id,
            state.ArnOf($"task/{cluster}/{id}"),
            cluster,
            Service: null,
            DeploymentId: null,
            definition,
            NoOverrides(definition),
            LoadBalancers: [],
            new NetworkConfiguration(null),
            PlatformVersion: "LATEST",
            Group: "",
            StartedBy: null,
            addresses.Take(),
            time.GetUtcNow(),
            tags);
    }
}
