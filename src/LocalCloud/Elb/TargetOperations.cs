using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using LocalCloud.Protocols;
using LocalCloud.Traffic;

namespace LocalCloud.Elb;

/// <summary>Registers, deregisters and describes targets.</summary>
internal sealed class TargetOperations(TargetPools pools)
{
    private const int MaxTargetsPerGroup = 1000;

    public XElement Register(ElbState state, QueryInput input)
    {
        var (group, targets) = Read(state, input);
        if (targets.Count == 0) throw ElbInput.Invalid("At least one target must be specified");
        var pool = pools.Of(group.Arn);
        var count = pool.Targets.Union(targets).Count();
        if (count > MaxTargetsPerGroup)
            throw new AwsException("TooManyTargets", $"A target group can have at most {MaxTargetsPerGroup} targets; this would make {count}");
        foreach (var (address, port) in targets) pool.Register(address, port);
        return Xml.Result();
    }

    /// <summary>Deregistering what is not registered succeeds, as on AWS.</summary>
    public XElement Deregister(ElbState state, QueryInput input)
    {
        var (group, targets) = Read(state, input);
        if (targets.Count == 0) throw ElbInput.Invalid("At least one target must be specified");
        var pool = pools.Of(group.Arn);
        foreach (var (address, port) in targets) pool.Deregister(address, port);
        return Xml.Result();
    }

    public XElement DescribeHealth(ElbState state, QueryInput input)
    {
        var (group, asked) = Read(state, input);
        var pool = pools.Of(group.Arn);
        var targets = asked.Count > 0 ? asked : pool.Targets;
        return Xml.Result(Xml.List("TargetHealthDescriptions", targets, target =>
        {
            var health = pool.HealthOf(target.Address, target.Port)
                ?? new TargetHealth("unused", "Target.NotRegistered", "Target is not registered to the target group");
            return [
                new XElement("Target", new XElement("Id", target.Address), new XElement("Port", target.Port)),
                new XElement("HealthCheckPort", group.HealthCheck.Port ?? target.Port),
                new XElement("TargetHealth",
                    new XElement("State", health.State),
                    health.Reason is null ? null : new XElement("Reason", health.Reason),
                    health.Description is null ? null : new XElement("Description", health.Description))];
        }));
    }

    private static (TargetGroup Group, IReadOnlyList<(IPAddress Address, int Port)> Targets) Read(ElbState state, QueryInput input)
    {
        input.AllowOnly("TargetGroupArn", "Targets");
        var group = state.TargetGroup(input.Arn("TargetGroupArn", ElbArn.IsTargetGroup, "target group"));
        return (group, [.. input.List("Targets").Select(target =>
        {
            target.AllowOnly("Id", "Port", "AvailabilityZone");
            return (Address(target.Require("Id")), target.Int("Port", 1, 65535) ?? group.Port);
        })]);
    }

    private static IPAddress Address(string id) =>
        IPAddress.TryParse(id, out var address) && address.AddressFamily == AddressFamily.InterNetwork && id.Split('.').Length == 4
            ? address
            : throw new AwsException("InvalidTarget", $"The IP address '{id}' is not a valid IPv4 address");
}
