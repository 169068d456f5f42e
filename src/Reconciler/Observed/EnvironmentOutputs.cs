using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>What terraform-bootstrap left under the environment's SSM path, so that no ARN is copied by hand.</summary>
public sealed record EnvironmentOutputs
{
    public required string Cluster { get; init; }

    public required string Vpc { get; init; }

    public required ImmutableArray<string> Subnets { get; init; }

    public required ImmutableArray<string> SecurityGroups { get; init; }

    /// <summary>Listener ARN by name.</summary>
    public required ImmutableSortedDictionary<string, string> Listeners { get; init; }

    public required string ExecutionRole { get; init; }

    public required string TaskRole { get; init; }

    public required string LogGroup { get; init; }
}

/// <param name="Name">SSM parameter name, as ECS reads it when a task starts.</param>
/// <param name="Version">Part of the revision: another version is another release.</param>
public sealed record SecretReference(string Name, long Version)
{
    /// <summary>Of a secret in Secrets Manager, which has ids instead of numbers; null for a parameter.</summary>
    public string? VersionId { get; init; }
}
