using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCloud.EventBridge;

/// <summary>A structure of which LocalCloud knows a part; the rest is kept, so that a feature it does not have is refused by name.</summary>
internal abstract record EventsInput
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; init; }
}

internal sealed record PutRuleRequest(string? Name, string? EventPattern, string? State, string? Description, string? EventBusName) : EventsInput;

internal sealed record PutRuleResponse(string RuleArn);

internal sealed record RuleRequest(string? Name, string? EventBusName);

internal sealed record ListRulesRequest(string? NamePrefix, string? EventBusName, string? NextToken, int? Limit);

internal sealed record ListRulesResponse(IReadOnlyList<RuleShape> Rules, string? NextToken);

internal sealed record RuleShape(string Name, string Arn, string EventPattern, string State, string? Description, string EventBusName);

internal sealed record TargetShape(string? Id, string? Arn) : EventsInput;

internal sealed record PutTargetsRequest(string? Rule, string? EventBusName, IReadOnlyList<TargetShape>? Targets);

internal sealed record RemoveTargetsRequest(string? Rule, string? EventBusName, IReadOnlyList<string>? Ids);

internal sealed record TargetsChangedResponse(int FailedEntryCount, IReadOnlyList<FailedTarget> FailedEntries);

internal sealed record FailedTarget(string TargetId, string ErrorCode, string ErrorMessage);

internal sealed record ListTargetsRequest(string? Rule, string? EventBusName, string? NextToken, int? Limit);

internal sealed record ListTargetsResponse(IReadOnlyList<TargetShape> Targets, string? NextToken);

internal sealed record EmptyResponse;
