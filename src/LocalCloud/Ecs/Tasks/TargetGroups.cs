using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;
using LocalCloud.Elb;

namespace LocalCloud.Ecs.Tasks;

/// <summary>The load balancer as ECS sees it: a task is a target in each of its service's groups.</summary>
internal sealed class TargetGroups(ITargetRegistry registry)
{
    /// <summary>Checks the load balancers of a service against its task definition and against the groups there are.</summary>
    /// <exception cref="Protocols.AwsException">InvalidParameterException.</exception>
    public IReadOnlyList<TargetBinding> Check(IReadOnlyList<TargetBinding>? loadBalancers, TaskDefinition definition)
    {
        if (loadBalancers is null) return [];
        if (loadBalancers.Count > 5) throw EcsErrors.Invalid($"loadBalancers can have at most 5 members, got {loadBalancers.Count}");
        return [.. loadBalancers.Select(balancer => Check(balancer, definition))];
    }

    public void Register(EcsTask task)
    {
        foreach (var balancer in task.LoadBalancers)
            registry.Register(balancer.TargetGroupArn!, task.Address, balancer.ContainerPort!.Value);
    }

    public void Deregister(EcsTask task)
    {
        foreach (var balancer in task.LoadBalancers)
            registry.Deregister(balancer.TargetGroupArn!, task.Address, balancer.ContainerPort!.Value);
    }

    public Task DrainedAsync(EcsTask task, CancellationToken cancel) => Task.WhenAll(
        task.LoadBalancers.Select(
            balancer => registry.DrainedAsync(balancer.TargetGroupArn!, task.Address, balancer.ContainerPort!.Value, cancel)));

    /// <summary>One entry for each group of the task, in order; null where it is not registered.</summary>
    public IReadOnlyList<TargetHealth?> HealthOf(EcsTask task) =>
        [.. task.LoadBalancers.Select(
            balancer => registry.HealthOf(balancer.TargetGroupArn!, task.Address, balancer.ContainerPort!.Value))];

    private TargetBinding Check(TargetBinding balancer, TaskDefinition definition)
    {
        Unsupported.Refuse(balancer, "loadBalancers", "loadBalancerName", "advancedConfiguration");
        if (string.IsNullOrEmpty(balancer.TargetGroupArn)) throw EcsErrors.Invalid("Load balancers need a targetGroupArn");
        var container = definition.FindContainer(balancer.ContainerName)
            ?? throw EcsErrors.Invalid($"The container {balancer.ContainerName} does not exist in the task definition.");
        if (!container.PortMappings!.Any(port => port.ContainerPort == balancer.ContainerPort))
        {
            throw EcsErrors.Invalid(
                $"The container {balancer.ContainerName} did not have a container port {balancer.ContainerPort} defined.");
        }

        registry.RequireAttached(balancer.TargetGroupArn);
        return balancer with { Rest = null };
    }
}
