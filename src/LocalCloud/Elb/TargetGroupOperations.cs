using System.Collections.Immutable;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

internal static class TargetGroupOperations
{
    public const int MaxTargetGroups = 3000;

    /// <summary>Idempotent: the same name with the same settings answers the group that exists, its tags as they were.</summary>
    public static Change Create(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly(["Name", "Protocol", "ProtocolVersion", "Port", "VpcId", "TargetType", "IpAddressType", "Tags", .. HealthCheckInput.Names]);
        var name = input.ResourceName("Target group");
        if (input["TargetType"] is not "ip") throw ElbInput.Invalid($"LocalCloud has target groups of type ip, not '{input["TargetType"] ?? "instance"}'. Send TargetType=ip.");
        if (input.Require("Protocol") is var protocol and not "HTTP") throw ElbInput.Invalid($"LocalCloud has target groups of protocol HTTP, not '{protocol}'");
        var version = input["ProtocolVersion"] ?? TargetGroup.Http1;
        if (version is not (TargetGroup.Http1 or TargetGroup.Grpc)) throw ElbInput.Invalid($"LocalCloud has target groups of protocol version HTTP1 and GRPC, not '{version}'");
        if (input["IpAddressType"] is { } ip and not "ipv4") throw ElbInput.Invalid($"LocalCloud's targets are ipv4, not '{ip}'");
        var port = input.Int("Port", 1, 65535) ?? throw ElbInput.Invalid("A port must be specified");
        var vpc = input["VpcId"] ?? throw ElbInput.Invalid("A VPC ID must be specified");
        var health = HealthCheckInput.Read(input, version == TargetGroup.Grpc ? HealthCheckInput.GrpcDefault : HealthCheckInput.Default, version);
        var tags = ElbTags.Read(input);

        if (state.TargetGroups.Values.FirstOrDefault(group => group.Name == name) is { } existing)
        {
            return existing.Port == port && existing.ProtocolVersion == version && existing.VpcId == vpc && existing.HealthCheck == health
                ? new Change(state, Answer(state, [existing]))
                : throw new AwsException("DuplicateTargetGroupName", $"A target group with the same name '{name}' exists, but with different settings");
        }

        if (state.TargetGroups.Count >= MaxTargetGroups)
            throw new AwsException("TooManyTargetGroups", $"The maximum number of target groups ({MaxTargetGroups}) has been reached");

        var created = new TargetGroup(
            ElbArn.TargetGroup(environment.Region, name, environment.NewId()), name, environment.NextSequence(), port, vpc, health,
            ImmutableSortedDictionary<string, string>.Empty, tags)
        { ProtocolVersion = version };
        HealthCheckInput.RequireTimeoutBelowInterval(created);
        return new Change(state.With(created), Answer(state, [created]));
    }

    public static Change Modify(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly(["TargetGroupArn", .. HealthCheckInput.Names]);
        var group = state.TargetGroup(input.Arn("TargetGroupArn", ElbArn.IsTargetGroup, "target group"));
        var modified = group with { HealthCheck = HealthCheckInput.Read(input, group.HealthCheck, group.ProtocolVersion) };
        HealthCheckInput.RequireTimeoutBelowInterval(modified);
        return new Change(state.With(modified), Answer(state, [modified]));
    }

    public static XElement Describe(ElbState state, QueryInput input)
    {
        input.AllowOnly("LoadBalancerArn", "TargetGroupArns", "Names", "Marker", "PageSize");
        var (balancer, arns, names) = (input["LoadBalancerArn"], input.Strings("TargetGroupArns"), input.Strings("Names"));
        if ((balancer is null ? 0 : 1) + Math.Sign(arns.Count) + Math.Sign(names.Count) > 1)
            throw ElbInput.Invalid("You cannot specify more than one of the following: load balancer ARN, target group ARNs, target group names");
        IEnumerable<TargetGroup> found = state.TargetGroups.Values;
        if (arns.Count > 0) found = arns.Distinct().Select(state.TargetGroup);
        if (names.Count > 0)
        {
            found = names.Distinct().Select(name => state.TargetGroups.Values.FirstOrDefault(group => group.Name == name)
                ?? throw new AwsException("TargetGroupNotFound", $"One or more target groups not found: '{name}'"));
        }

        if (balancer is not null)
        {
            var (owner, associations) = (state.LoadBalancer(balancer).Arn, state.Associations());
            found = found.Where(group => associations.GetValueOrDefault(group.Arn) == owner);
        }

        var page = Page<TargetGroup>.Of(found, group => group.Sequence, input);
        var result = Answer(state, page.Items);
        result.Add(page.NextMarker);
        return result;
    }

    /// <summary>Deleting what is not there succeeds, as on AWS.</summary>
    public static Change Delete(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("TargetGroupArn");
        var arn = input.Arn("TargetGroupArn", ElbArn.IsTargetGroup, "target group");
        return state.Associations().ContainsKey(arn)
            ? throw new AwsException("ResourceInUse", $"Target group '{arn}' is currently in use by a listener or a rule")
            : new Change(state with { TargetGroups = state.TargetGroups.Remove(arn) }, Xml.Result());
    }

    private static XElement Answer(ElbState state, IEnumerable<TargetGroup> groups)
    {
        var associations = state.Associations();
        return Xml.Result(Xml.List("TargetGroups", groups, group => [
            new XElement("TargetGroupArn", group.Arn),
            new XElement("TargetGroupName", group.Name),
            new XElement("Protocol", "HTTP"),
            new XElement("ProtocolVersion", group.ProtocolVersion),
            new XElement("Port", group.Port),
            new XElement("VpcId", group.VpcId),
            new XElement("HealthCheckProtocol", "HTTP"),
            new XElement("HealthCheckPort", group.HealthCheck.PortText),
            new XElement("HealthCheckEnabled", true),
            new XElement("HealthCheckPath", group.HealthCheck.Path),
            new XElement("HealthCheckIntervalSeconds", group.HealthCheck.IntervalSeconds),
            new XElement("HealthCheckTimeoutSeconds", group.HealthCheck.TimeoutSeconds),
            new XElement("HealthyThresholdCount", group.HealthCheck.HealthyThreshold),
            new XElement("UnhealthyThresholdCount", group.HealthCheck.UnhealthyThreshold),
            new XElement("Matcher", new XElement(group.ProtocolVersion == TargetGroup.Grpc ? "GrpcCode" : "HttpCode", group.HealthCheck.Matcher.Text)),
            Xml.Strings("LoadBalancerArns", associations.TryGetValue(group.Arn, out var balancer) ? [balancer] : []),
            new XElement("TargetType", "ip"),
            new XElement("IpAddressType", "ipv4")]));
    }
}
