using System.Net;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Health of one target, in ELBv2's words: initial, healthy, unhealthy, unused, draining; with reason code and description.</summary>
public sealed record TargetHealth(string State, string? Reason, string? Description);

/// <summary>What the ECS scheduler needs of the load balancer: put a task in service, take it out, ask how it is.</summary>
public interface ITargetRegistry
{
    /// <exception cref="AwsException">
    /// InvalidParameterException, in ECS's words, when the group does not exist or no load balancer forwards to it.
    /// </exception>
    void RequireAttached(string targetGroupArn);

    /// <exception cref="AwsException">TargetGroupNotFound when the group has been deleted.</exception>
    void Register(string targetGroupArn, IPAddress address, int port);

    /// <summary>Starts draining: no new requests, requests in flight go on. Gone when the last of them has ended, at the latest after the deregistration delay.</summary>
    void Deregister(string targetGroupArn, IPAddress address, int port);

    /// <summary>Null when the target is not registered (any more).</summary>
    TargetHealth? HealthOf(string targetGroupArn, IPAddress address, int port);

    /// <summary>Completes when the target has finished draining and left the group; at once when it is not registered.</summary>
    Task DrainedAsync(string targetGroupArn, IPAddress address, int port, CancellationToken cancel);
}
