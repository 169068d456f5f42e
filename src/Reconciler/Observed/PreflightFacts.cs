using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>What was read before a new revision may touch anything.</summary>
public sealed record PreflightFacts
{
    public required ImageReading Image { get; init; }

    public required Answer<Role?> ExecutionRole { get; init; }

    public required Answer<Role?> TaskRole { get; init; }

    /// <summary>True when the log group exists.</summary>
    public required Answer<bool> LogGroup { get; init; }

    /// <summary>The alarms of the rollout's checks.</summary>
    public ImmutableArray<AlarmReading> Alarms { get; init; } = [];

    /// <summary>The load balancers that the service is routed through.</summary>
    public required Answer<ImmutableArray<Balancer>> Balancers { get; init; }
}

/// <summary>A value, or why there is none.</summary>
/// <param name="Denied">We may not ask: another try would be refused as well.</param>
public sealed record Answer<T>(T? Value, string? Error, bool Denied)
{
    public bool Known => Error is null;

    public static Answer<T> Of(T value) => new(value, null, false);

    public static Answer<T> Failed(string error, bool denied = false) => new(default, error, denied);
}

/// <param name="TrustPolicy">JSON: who may assume the role.</param>
public sealed record Role(string Arn, string TrustPolicy);

/// <param name="Rules">Without the listeners' default rules.</param>
/// <param name="Limits">The account's limits by ELB's names; empty when they could not be read.</param>
public sealed record Balancer(string Arn, ImmutableHashSet<string> Listeners, int Rules, ImmutableHashSet<string> TargetGroups, ImmutableSortedDictionary<string, int> Limits)
{
    public const string RulesLimit = "rules-per-application-load-balancer", GroupsLimit = "target-groups-per-application-load-balancer";

    /// <summary>HTTP or HTTPS, by listener.</summary>
    public ImmutableSortedDictionary<string, string> Protocols { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public string Name => Arn.Split('/') is [_, _, var name, ..] ? name : Arn;
}
