using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>The rules of a service that are ours, over all listeners; each list in the order of listener and priority.</summary>
public sealed record ServiceRules(ImmutableArray<Rule> Production, ImmutableArray<Rule> Preview)
{
    public static ServiceRules None { get; } = new([], []);

    /// <summary>Why some listener could not be read on which the service may have a rule; null when these are all. What is here can still be brought home.</summary>
    public string? Unread { get; init; }

    /// <summary>Places of the same listeners where rules of others stand.</summary>
    public ImmutableArray<TakenPlace> Taken { get; init; } = [];

    public static ServiceRules Of(IEnumerable<Rule> rules)
    {
        var ordered = rules.OrderBy(rule => rule.ListenerArn, StringComparer.Ordinal).ThenBy(rule => rule.Priority).ThenBy(rule => rule.Arn, StringComparer.Ordinal).ToList();
        return new([.. ordered.Where(rule => rule.Kind == Rule.OfProduction)], [.. ordered.Where(rule => rule.Kind == Rule.OfPreview)]);
    }

    /// <summary>
    /// The preview rule that checks go through: that of the first route. A commit may have moved the route in mid-rollout; then the rule
    /// that is there still leads to the candidate.
    /// </summary>
    public Rule? PreviewOf(string listenerArn, int priority) => Preview
        .OrderByDescending(rule => rule.ListenerArn == listenerArn)
        .ThenByDescending(rule => rule.Priority == priority)
        .FirstOrDefault();

    /// <summary>A group's weight on the rule that gives it most.</summary>
    public int MostOf(string groupArn) => Production.Select(rule => rule.Weights.GetValueOrDefault(groupArn)).DefaultIfEmpty(0).Max();
}

/// <param name="Service">Whose rule it is; null where it is no service's of this environment.</param>
public sealed record TakenPlace(string ListenerArn, int Priority, string? Service, string RuleArn)
{
    public string Whose => Service is { } service ? $"the rule of {service}" : $"{RuleArn}, which is no rule of this environment";
}

public sealed record Rule
{
    /// <summary>Values of the tag <see cref="OwnerTags.Rule"/>.</summary>
    public const string OfProduction = "production", OfPreview = "preview";

    public required string Arn { get; init; }

    public required string ListenerArn { get; init; }

    public required int Priority { get; init; }

    /// <summary>Weight by target group ARN, from the forward action.</summary>
    public required ImmutableSortedDictionary<string, int> Weights { get; init; }

    /// <summary>How long a client that was given a side stays with it, whatever the weights say; null where the rule is not sticky.</summary>
    public TimeSpan? Sticky { get; init; }

    public ImmutableArray<string> Hosts { get; init; } = [];

    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>Value the preview header must carry; null on a production rule.</summary>
    public string? PreviewHeader { get; init; }

    /// <summary>Origin of the load balancer the rule stands on: http://host:port.</summary>
    public Uri? Origin { get; init; }

    public required ImmutableSortedDictionary<string, string> Tags { get; init; }

    public string? Kind => Tags.GetValueOrDefault(OwnerTags.Rule);
}

public sealed record TargetGroup
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    public required bool Ours { get; init; }

    public required GroupSettings Settings { get; init; }

    public string? Vpc { get; init; }

    /// <summary>ip, instance, lambda or alb.</summary>
    public string? TargetType { get; init; }

    public string? Protocol { get; init; }

    /// <summary>HTTP1, HTTP2 or GRPC: what is spoken to targets. ELB never changes it.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>A listener or a rule uses it.</summary>
    public bool InUse { get; init; }

    /// <summary>Clients stay with the target they were given. ELB allows it only behind rules that are sticky themselves.</summary>
    public bool Sticky { get; init; }
}

/// <summary>What a target group asks its targets, and how long it lets them finish.</summary>
public sealed record GroupSettings(
    string Path, TimeSpan Interval, TimeSpan Timeout, int HealthyAfter, int UnhealthyAfter, TimeSpan DeregistrationDelay)
{
    /// <summary>gRPC codes that are healthy; null where the answer is HTTP's.</summary>
    public string? GrpcCodes { get; init; }
}

/// <summary>Targets of one group, counted by state.</summary>
/// <param name="Trouble">For each target that is not healthy: address, state, reason and description in one sentence.</param>
public sealed record GroupHealth(int Healthy, int Unhealthy, int Initial, int Draining, ImmutableArray<string> Trouble)
{
    public static GroupHealth None { get; } = new(0, 0, 0, 0, []);
}
