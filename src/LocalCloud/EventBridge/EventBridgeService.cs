using System.Text.Json.Nodes;
using LocalCloud.Protocols;

namespace LocalCloud.EventBridge;

/// <summary>EventBridge: rules of the default bus that hand events of this region's services to SQS queues.</summary>
/// <remarks>https://docs.aws.amazon.com/eventbridge/latest/APIReference/</remarks>
internal sealed class EventBridgeService(RuleOperations rules, TargetOperations targets) : IJsonService
{
    private readonly JsonOperations _operations = new JsonOperations("events", isCamelCase: false)
        .Add<PutRuleRequest, PutRuleResponse>("PutRule", rules.Put)
        .Add<RuleRequest, RuleShape>("DescribeRule", rules.Describe)
        .Add<ListRulesRequest, ListRulesResponse>("ListRules", rules.List)
        .Add<RuleRequest, EmptyResponse>("DeleteRule", rules.Delete)
        .Add<PutTargetsRequest, TargetsChangedResponse>("PutTargets", targets.Put)
        .Add<ListTargetsRequest, ListTargetsResponse>("ListTargetsByRule", targets.List)
        .Add<RemoveTargetsRequest, TargetsChangedResponse>("RemoveTargets", targets.Remove);

    public string TargetPrefix => "AWSEvents";

    public string Name => "events";

    public ValueTask<JsonObject> InvokeAsync(string action, JsonObject input, CancellationToken cancel) => _operations.InvokeAsync(action, input, cancel);
}

internal static class EventBridgeRegistration
{
    public static IServiceCollection AddEventBridge(this IServiceCollection services) => services
        .AddSingleton<RuleStore>()
        .AddSingleton<EventBus>()
        .AddSingleton<RuleOperations>()
        .AddSingleton<TargetOperations>()
        .AddSingleton<IJsonService, EventBridgeService>();
}
