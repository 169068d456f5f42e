using System.Net;
using LocalCloud.Protocols;
using LocalCloud.Traffic;

namespace LocalCloud.Elb;

/// <summary>The load balancer as ECS uses it.</summary>
internal sealed class TargetRegistry(ElbStore store, TargetPools pools) : ITargetRegistry
{
    public void RequireAttached(string targetGroupArn)
    {
        if (!store.Current.TargetGroups.ContainsKey(targetGroupArn))
            throw new AwsException("InvalidParameterException", $"The target group {targetGroupArn} does not exist.");
        if (!store.Current.Associations().ContainsKey(targetGroupArn))
            throw new AwsException("InvalidParameterException", $"The target group with targetGroupArn {targetGroupArn} does not have an associated load balancer.");
    }

    public void Register(string targetGroupArn, IPAddress address, int port) => pools.Of(targetGroupArn).Register(address, port);

    public void Deregister(string targetGroupArn, IPAddress address, int port) => pools.Find(targetGroupArn)?.Deregister(address, port);

    public TargetHealth? HealthOf(string targetGroupArn, IPAddress address, int port) => pools.Find(targetGroupArn)?.HealthOf(address, port);

    public Task DrainedAsync(string targetGroupArn, IPAddress address, int port, CancellationToken cancel) =>
        pools.Find(targetGroupArn)?.LeftAsync(address, port).WaitAsync(cancel) ?? Task.CompletedTask;
}
