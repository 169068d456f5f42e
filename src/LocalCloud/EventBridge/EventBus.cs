using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalCloud.Sqs;

namespace LocalCloud.EventBridge;

/// <summary>The default event bus: what services of the region tell is handed to the targets of every rule that takes it, at once.</summary>
/// <remarks>https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html</remarks>
internal sealed class EventBus(RuleStore rules, QueueStore queues, RegionOptions options, TimeProvider time)
{
    /// <param name="detail">Asked only when there is a rule at all: most regions have none.</param>
    public void Publish(string source, string detailType, string resource, Func<JsonNode> detail)
    {
        if (rules.IsEmpty) return;
        var text = new JsonObject
        {
            ["version"] = "0",
            ["id"] = Guid.NewGuid().ToString(),
            ["detail-type"] = detailType,
            ["source"] = source,
            ["account"] = Arn.Account,
            ["time"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["region"] = options.Region,
            ["resources"] = new JsonArray(resource),
            ["detail"] = detail(),
        }.ToJsonString();
        using var written = JsonDocument.Parse(text);
        foreach (var target in rules.All.Where(rule => rule.IsEnabled && rule.Pattern.Matches(written.RootElement)).SelectMany(rule => rule.Targets))
        {
            // A target that is not there gets nothing; AWS would try for a day.
            queues.WithArn(target.Arn)?.Send(text);
        }
    }
}
