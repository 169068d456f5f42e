using System.Text.Json.Nodes;

namespace Publican.Desired;

/// <summary>Fields as the ECS API takes them, checked; of one spelling, so that equal ones are equal.</summary>
/// <param name="Json">Canonical.</param>
public sealed record NativeFields(string Json)
{
    /// <returns>Null where nothing is said.</returns>
    public static NativeFields? Of(JsonObject content) => content.Count == 0 ? null : new NativeFields(CanonicalJson.Text(content));

    public JsonObject Content => JsonNode.Parse(Json)!.AsObject();

    public string? Text(string member) => (Content[member] as JsonValue)?.ToString();

    public bool Has(string member) => Content.ContainsKey(member);
}
