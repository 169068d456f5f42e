using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Publican.Desired.Yaml;

/// <summary>The keys a mapping may have, and those that are known but refused, each with what to say.</summary>
internal sealed record KeySet
{
    private readonly ImmutableDictionary<string, string> _refused;
    private ImmutableArray<JsonObject> Rules { get; init; } = [];

    public KeySet(params ImmutableArray<Key> known) : this(known, ImmutableDictionary<string, string>.Empty)
    {
    }

    private KeySet(ImmutableArray<Key> known, ImmutableDictionary<string, string> refused) => (Known, _refused) = (known, refused);

    public ImmutableArray<Key> Known { get; }

    public IEnumerable<string> Refused => _refused.Keys;

    public KeySet NotYet(params ReadOnlySpan<string> keys)
    {
        var set = this;
        foreach (var key in keys) set = set.Refuse(key, "is not supported yet; remove it");
        return set;
    }

    public KeySet Refuse(string key, string message) => new(Known, _refused.Add(key, message)) { Rules = Rules };

    /// <summary>What a schema can say beyond each key alone; the reader has a sentence of its own for it.</summary>
    public KeySet Exactly(params ImmutableArray<Key> one) => With(new JsonObject { ["oneOf"] = Requirements(one) });

    /// <inheritdoc cref="Exactly"/>
    public KeySet AtLeast(params ImmutableArray<Key> one) => With(new JsonObject { ["anyOf"] = Requirements(one) });

    /// <inheritdoc cref="Exactly"/>
    public KeySet OneKeyOnly() => With(new JsonObject { ["minProperties"] = 1, ["maxProperties"] = 1 });

    public bool Holds(Key key) => Known.Any(known => known.Name == key.Name);

    /// <returns>What is wrong with a key of this name, or null.</returns>
    public string? Problem(string key)
    {
        if (Known.Any(known => known.Name == key)) return null;
        if (_refused.TryGetValue(key, out var message)) return message;
        var names = Known.Select(known => known.Name);
        return NearestKey.Of(key, names) is { } near
            ? $"is not a known key; did you mean {near}?"
            : $"is not a known key; known here: {string.Join(", ", names)}";
    }

    public JsonObject Schema(SchemaStyle style)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(Known.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)key.Schema(style)))),
            ["additionalProperties"] = false,
        };
        if (style.Partial) return schema;
        var required = Known.Where(key => key.IsRequired).Select(key => JsonValue.Create(key.Name)).ToArray<JsonNode>();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        if (Rules.Length > 0) schema["allOf"] = new JsonArray([.. Rules.Select(rule => rule.DeepClone())]);
        return schema;
    }

    private KeySet With(JsonObject rule) => new(Known, _refused) { Rules = Rules.Add(rule) };

    private static JsonArray Requirements(ImmutableArray<Key> keys) => new([.. keys.Select(key => new JsonObject { ["required"] = new JsonArray(key.Name) })]);
}
