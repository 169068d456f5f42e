using System.Collections.Immutable;

namespace LocalCloud.Secrets;

/// <param name="Versions">Id to value.</param>
/// <param name="Current">Id of the version with the stage AWSCURRENT.</param>
/// <param name="Previous">Of AWSPREVIOUS; null while there was only one.</param>
internal sealed record StoredSecret(
    string Arn, string Name, string? Description, ImmutableDictionary<string, string> Versions, string Current, string? Previous, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    public const string CurrentStage = "AWSCURRENT", PreviousStage = "AWSPREVIOUS";

    /// <summary>The version of an id or a stage; the current one where neither is said.</summary>
    public string? VersionOf(string? id, string? stage) => stage switch
    {
        _ when id is not null && stage is not null && VersionOf(null, stage) != id => null,
        _ when id is not null => Versions.ContainsKey(id) ? id : null,
        null or CurrentStage => Current,
        PreviousStage => Previous,
        _ => null,
    };

    public IEnumerable<string> StagesOf(string id) => new[] { id == Current ? CurrentStage : null, id == Previous ? PreviousStage : null }.OfType<string>();
}
