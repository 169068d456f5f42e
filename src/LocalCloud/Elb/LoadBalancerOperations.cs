using System.Collections.Immutable;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

internal static class LoadBalancerOperations
{
    public const int MaxLoadBalancers = 50;

    public static Change Create(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("Name", "Subnets", "SecurityGroups", "Scheme", "Type", "IpAddressType", "Tags");
        var name = input.ResourceName("Load balancer");
        if (name.StartsWith("internal-", StringComparison.Ordinal)) throw ElbInput.Invalid($"Load balancer name '{name}' must not begin with internal-");
        if (input["Type"] is { } type and not "application") throw ElbInput.Invalid($"LocalCloud has load balancers of type application, not '{type}'");
        if (input["IpAddressType"] is { } ip and not "ipv4") throw ElbInput.Invalid($"LocalCloud's load balancers are ipv4, not '{ip}'");
        var scheme = input["Scheme"] ?? "internet-facing";
        if (scheme is not ("internet-facing" or "internal")) throw new AwsException("InvalidScheme", $"'{scheme}' is not a scheme");
        ImmutableArray<string> subnets = [.. input.Strings("Subnets")];
        if (subnets.Distinct().Count() < 2) throw ElbInput.Invalid("At least two subnets in two different Availability Zones must be specified");
        ImmutableArray<string> groups = [.. input.Strings("SecurityGroups")];
        var tags = ElbTags.Read(input);

        if (state.LoadBalancers.Values.FirstOrDefault(balancer => balancer.Name == name) is { } existing)
        {
            return existing.Scheme == scheme && existing.Subnets.SequenceEqual(subnets) && existing.SecurityGroups.SequenceEqual(groups)
                ? new Change(state, Answer([existing], environment.Region))
                : throw new AwsException("DuplicateLoadBalancerName", $"A load balancer with the same name '{name}' exists, but with different settings");
        }

        if (state.LoadBalancers.Count >= MaxLoadBalancers)
            throw new AwsException("TooManyLoadBalancers", $"The maximum number of load balancers ({MaxLoadBalancers}) has been reached");

        var created = new LoadBalancer(
            ElbArn.LoadBalancer(environment.Region, name, environment.NewId()), name, environment.NextSequence(), environment.LoadBalancerAddress(),
            environment.Now, scheme, subnets, groups, ImmutableSortedDictionary<string, string>.Empty, tags);
        return new Change(state.With(created), Answer([created], environment.Region));
    }

    public static ReadOperation Describe(string region) => (state, input) =>
    {
        input.AllowOnly("LoadBalancerArns", "Names", "Marker", "PageSize");
        var (arns, names) = (input.Strings("LoadBalancerArns"), input.Strings("Names"));
        if (arns.Count > 0 && names.Count > 0) throw ElbInput.Invalid("Load balancer names and load balancer ARNs cannot be specified at the same time");
        IEnumerable<LoadBalancer> found = state.LoadBalancers.Values;
        if (arns.Count > 0) found = arns.Distinct().Select(state.LoadBalancer);
        if (names.Count > 0)
        {
            found = names.Distinct().Select(name => state.LoadBalancers.Values.FirstOrDefault(balancer => balancer.Name == name)
                ?? throw new AwsException("LoadBalancerNotFound", $"Load balancers '[{name}]' not found"));
        }

        var page = Page<LoadBalancer>.Of(found, balancer => balancer.Sequence, input);
        var result = Answer(page.Items, region);
        result.Add(page.NextMarker);
        return result;
    };

    /// <summary>Deleting what is not there succeeds, as on AWS.</summary>
    public static Change Delete(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("LoadBalancerArn");
        var arn = input.Arn("LoadBalancerArn", ElbArn.IsLoadBalancer, "load balancer");
        if (!state.LoadBalancers.TryGetValue(arn, out var balancer)) return new Change(state, Xml.Result());
        if (LoadBalancerAttributes.Of(balancer)[LoadBalancerAttributes.DeletionProtection] == "true")
        {
            throw new AwsException("OperationNotPermitted",
                $"Load balancer '{arn}' cannot be deleted because deletion protection is enabled");
        }

        var listeners = state.ListenersOf(arn).Select(listener => listener.Arn);
        return new Change(
            state with { LoadBalancers = state.LoadBalancers.Remove(arn), Listeners = state.Listeners.RemoveRange(listeners) }, Xml.Result());
    }

    private static XElement Answer(IEnumerable<LoadBalancer> balancers, string region) => Xml.Result(
        Xml.List("LoadBalancers", balancers, balancer => [
            new XElement("LoadBalancerArn", balancer.Arn),
            new XElement("DNSName", balancer.Address),
            new XElement("CanonicalHostedZoneId", "Z00000000000000000000"),
            new XElement("CreatedTime", balancer.CreatedTime.UtcDateTime),
            new XElement("LoadBalancerName", balancer.Name),
            new XElement("Scheme", balancer.Scheme),
            new XElement("VpcId", "vpc-local"),
            new XElement("State", new XElement("Code", "active")),
            new XElement("Type", "application"),
            Xml.List("AvailabilityZones", balancer.Subnets.Select((subnet, index) => (subnet, zone: region + (char)('a' + (index % 3)))), zone => [
                new XElement("ZoneName", zone.zone), new XElement("SubnetId", zone.subnet)]),
            Xml.Strings("SecurityGroups", balancer.SecurityGroups),
            new XElement("IpAddressType", "ipv4")]));
}
