using System.Text.Json;
using LocalCloud.Ecs.Messages;

namespace LocalCloud.Ecs.State;

/// <summary>What only a region with tasks in memory takes of a service: it heeds none of it, keeps it, and shows it as ECS does.</summary>
internal sealed record KeptShape(
    string? LaunchType,
    IReadOnlyList<JsonElement> ServiceRegistries,
    IReadOnlyList<JsonElement> PlacementConstraints,
    IReadOnlyList<JsonElement> PlacementStrategy,
    IReadOnlyList<JsonElement>? CapacityProviderStrategy,
    bool EnableExecuteCommand)
{
    public static KeptShape Usual { get; } = new("FARGATE", [], [], [], null, EnableExecuteCommand: false);

    /// <summary>What is left out stays as it is. A service with a strategy of capacity providers has no launch type.</summary>
    public KeptShape With(Extensible sent, string? launchType = null)
    {
        var providers = sent.ListOf("capacityProviderStrategy") ?? CapacityProviderStrategy;
        return new KeptShape(
            providers is { Count: > 0 } ? null : launchType ?? LaunchType,
            sent.ListOf("serviceRegistries") ?? ServiceRegistries,
            sent.ListOf("placementConstraints") ?? PlacementConstraints,
            sent.ListOf("placementStrategy") ?? PlacementStrategy,
            providers is { Count: > 0 } ? providers : null,
            sent.Rest?.GetValueOrDefault("enableExecuteCommand").ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => EnableExecuteCommand });
    }
}
