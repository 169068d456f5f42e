using System.Collections.Immutable;

namespace LocalCloud.Ssm;

/// <summary>One version of a parameter's value; only its labels ever change.</summary>
internal sealed record ParameterVersion(int Version, string Value, DateTimeOffset LastModified)
{
    /// <summary>Each belongs to one version of the parameter at a time.</summary>
    public ImmutableSortedSet<string> Labels { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}

/// <summary>A parameter with its newest versions, oldest first.</summary>
/// <param name="Type">String, StringList or SecureString.</param>
/// <param name="Tier">Standard or Advanced.</param>
internal sealed record Parameter(
    string Name,
    string Type,
    string Tier,
    string? Description,
    string? KeyId,
    ImmutableList<ParameterVersion> Versions,
    ImmutableSortedDictionary<string, string> Tags)
{
    public const int KeptVersions = 100;

    public ParameterVersion Newest => Versions[^1];

    public bool IsSecure => Type == "SecureString";
}
