using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.State;

/// <summary>A revision of a family, with the defaults AWS fills in. Only status, times and tags ever change.</summary>
internal sealed record TaskDefinition(
    string TaskDefinitionArn,
    string Family,
    int Revision,
    IReadOnlyList<ContainerDefinition> ContainerDefinitions,
    string? TaskRoleArn,
    string? ExecutionRoleArn,
    string NetworkMode,
    IReadOnlyList<string> RequiresCompatibilities,
    string Cpu,
    string Memory,
    JsonElement? RuntimePlatform,
    JsonElement? EphemeralStorage,
    DateTimeOffset RegisteredAt,
    string RegisteredBy)
{
    public string Status { get; init; } = "ACTIVE";

    public DateTimeOffset? DeregisteredAt { get; init; }

    public IReadOnlyList<JsonElement> Volumes { get; init; } = [];

    public IReadOnlyList<JsonElement> PlacementConstraints { get; init; } = [];

    public IReadOnlyList<string> Compatibilities { get; } = ["EC2", "FARGATE"];

    [JsonIgnore]
    public TagSet Tags { get; init; } = TagSet.Empty;

    [JsonIgnore]
    public bool IsActive => Status == "ACTIVE";

    public ContainerDefinition? FindContainer(string? name) => ContainerDefinitions.FirstOrDefault(container => container.Name == name);
}
