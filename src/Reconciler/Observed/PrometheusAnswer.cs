using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Publican.Observed;

/// <summary>One number out of an answer of <c>/api/v1/query</c> (https://prometheus.io/docs/prometheus/latest/querying/api/), or why there is none.</summary>
public static class PrometheusAnswer
{
    /// <param name="why">Why there is no number; empty when there is one.</param>
    public static double? Read(string body, out string why)
    {
        why = "the answer is not one of Prometheus";
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }

        if (root is not JsonObject { } answer || Text(answer["status"]) is not { } status)
            return null;
        if (status != "success")
        {
            why = $"Prometheus says: {Text(answer["error"]) ?? status}";
            return null;
        }

        var data = answer["data"] as JsonObject;
        var result = data?["result"] as JsonArray;
        return (Text(data?["resultType"]), result) switch
        {
            ("scalar", { } pair) => Number(pair, ref why),
            ("vector", { Count: 0 }) => None("no data: the query found no series", ref why),
            ("vector", [JsonObject one]) => Number(one["value"] as JsonArray, ref why),
            ("vector", { } many) => None($"the query found {many.Count} series; aggregate them to one, with sum() for instance", ref why),
            ({ } type, _) => None($"the query answers a {type}; it must be a scalar, or a vector of one element", ref why),
            _ => null,
        };
    }

    private static double? Number(JsonArray? pair, ref string why)
    {
        if (pair is not [_, var item] || Text(item) is not { } text || Parse(text) is not { } value)
            return null;

        // 0/0 and 1/0 are what PromQL makes of no requests at all.
        if (!double.IsFinite(value))
            return None($"the answer is {text}: no number to judge by", ref why);
        why = "";
        return value;
    }

    private static double? Parse(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private static double? None(string because, ref string why)
    {
        why = because;
        return null;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
