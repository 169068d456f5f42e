using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace LocalCloud.Protocols;

/// <summary>One answer for two protocols: a tree whose times are <see cref="DateTimeOffset"/> values until a protocol writes them down.</summary>
internal static class AnswerTree
{
    /// <summary>Times become seconds since 1970.</summary>
    public static JsonNode? Json(JsonNode? node) => node switch
    {
        JsonObject structure => new JsonObject(structure.Select(member => KeyValuePair.Create(member.Key, Json(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Json)]),
        JsonValue value when value.TryGetValue(out DateTimeOffset time) => JsonValue.Create(time.ToUnixTimeMilliseconds() / 1000m),
        _ => node?.DeepClone(),
    };

    /// <summary>Times become ISO 8601, members of lists <c>member</c>.</summary>
    public static IEnumerable<XElement> Xml(JsonObject structure) =>
        structure.Where(member => member.Value is not null).Select(member => new XElement(member.Key, Content(member.Value!)));

    private static object Content(JsonNode node) => node switch
    {
        JsonObject structure => Xml(structure).ToArray(),
        JsonArray list => list.Select(item => new XElement("member", Content(item!))).ToArray(),
        JsonValue value when value.TryGetValue(out DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => node.ToJsonString(),
    };
}
