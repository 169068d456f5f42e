using System.Text.Json.Nodes;

namespace LocalCloud.CloudWatch;

/// <summary>Results of GetMetricData as AWS answers them.</summary>
internal static class MetricAnswer
{
    public static JsonObject Of(IReadOnlyList<MetricResult> results) => new()
    {
        ["MetricDataResults"] = new JsonArray([.. results.Select(result => (JsonNode)new JsonObject
        {
            ["Id"] = result.Id,
            ["Label"] = result.Label,
            ["Timestamps"] = new JsonArray([.. result.Points.Select(point => (JsonNode)JsonValue.Create(point.Time))]),
            ["Values"] = new JsonArray([.. result.Points.Select(point => (JsonNode)point.Value)]),
            ["StatusCode"] = "Complete",
        })]),
        ["Messages"] = new JsonArray(),
    };
}
