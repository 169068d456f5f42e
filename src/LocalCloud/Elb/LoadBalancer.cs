using System.Collections.Immutable;
using System.Net;

namespace LocalCloud.Elb;

/// <summary>An application load balancer. Its DNS name is <see cref="Address"/>: names of loopback addresses need no resolver.</summary>
/// <param name="Sequence">Order of creation, for stable pages.</param>
/// <param name="Attributes">Only those that differ from AWS's defaults; see <see cref="LoadBalancerAttributes"/>.</param>
public sealed record LoadBalancer(
    string Arn,
    string Name,
    long Sequence,
    IPAddress Address,
    DateTimeOffset CreatedTime,
    string Scheme,
    ImmutableArray<string> Subnets,
    ImmutableArray<string> SecurityGroups,
    ImmutableSortedDictionary<string, string> Attributes,
    ImmutableSortedDictionary<string, string> Tags);
