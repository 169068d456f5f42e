using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCloud.Ecs.Messages;

/// <summary>
/// A structure of which LocalCloud knows only a part. The rest is kept to tell features it refuses from members it ignores.
/// </summary>
internal abstract record Extensible
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }

    /// <summary>The items of such a member; null where it was not sent.</summary>
    public IReadOnlyList<JsonElement>? ListOf(string member) => Rest?.GetValueOrDefault(member) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : null;
}

internal sealed record Tag(string? Key, string? Value);

internal sealed record KeyValue(string? Name, string? Value);

internal sealed record AwsvpcConfiguration(IReadOnlyList<string>? Subnets, IReadOnlyList<string>? SecurityGroups, string? AssignPublicIp);

internal sealed record NetworkConfiguration(AwsvpcConfiguration? AwsvpcConfiguration);

internal sealed record TargetBinding(string? TargetGroupArn, string? ContainerName, int? ContainerPort) : Extensible;

internal sealed record CircuitBreaker(bool? Enable, bool? Rollback) : Extensible;

internal sealed record DeploymentAlarms(IReadOnlyList<string>? AlarmNames, bool? Rollback, bool? Enable);

internal sealed record DeploymentConfiguration(
    CircuitBreaker? DeploymentCircuitBreaker,
    int? MaximumPercent,
    int? MinimumHealthyPercent,
    DeploymentAlarms? Alarms,
    string? Strategy,
    int? BakeTimeInMinutes)
    : Extensible;

internal sealed record DeploymentController(string? Type);

internal sealed record ContainerOverride(
    string? Name,
    IReadOnlyList<string>? Command,
    IReadOnlyList<KeyValue>? Environment,
    int? Cpu,
    int? Memory,
    int? MemoryReservation) : Extensible;

internal sealed record TaskOverride(
    IReadOnlyList<ContainerOverride>? ContainerOverrides,
    string? Cpu,
    string? Memory,
    string? ExecutionRoleArn,
    string? TaskRoleArn) : Extensible;

internal sealed record Failure(string Arn, string Reason, string? Detail = null);

internal sealed record EmptyResponse;
