using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>The two listener rules that are ours, null where one does not exist.</summary>
public sealed record RulePair(Rule? Production, Rule? Preview);

public sealed record Rule
{
    public required string Arn { get; init; }

    public required int Priority { get; init; }

    /// <summary>Weight by target group ARN, from the forward action.</summary>
    public required ImmutableSortedDictionary<string, int> Weights { get; init; }

    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>Value the preview header must carry; null on a production rule.</summary>
    public string? PreviewHeader { get; init; }

    /// <summary>Origin of the load balancer the rule stands on: http://host:port.</summary>
    public Uri? Origin { get; init; }

    public required ImmutableSortedDictionary<string, string> Tags { get; init; }
}

public sealed record TargetGroup
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    public required bool Ours { get; init; }

    public required GroupSettings Settings { get; init; }
}

/// <summary>What a target group asks its targets, and how long it lets them finish.</summary>
public sealed record GroupSettings(
    string Path, TimeSpan Interval, TimeSpan Timeout, int HealthyAfter, int UnhealthyAfter, TimeSpan DeregistrationDelay);

/// <summary>Targets of one group, counted by state.</summary>
/// <param name="Trouble">For each target that is not healthy: address, state, reason and description in one sentence.</param>
public sealed record GroupHealth(int Healthy, int Unhealthy, int Initial, int Draining, ImmutableArray<string> Trouble)
{
    public static GroupHealth None { get; } = new(0, 0, 0, 0, []);
}
