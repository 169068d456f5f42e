using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Publican.Desired.Yaml;

namespace Publican.Desired.Native;

/// <summary>What <see cref="NativeReader"/> takes, as a schema.</summary>
internal sealed class NativeSchema(ImmutableDictionary<string, string> owned, SchemaStyle style)
{
    public JsonObject Structure(Type type, string place = "") => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(NativeModel.MembersOf(type)
            .Select(member => (member, at: place.Length == 0 ? member.Name : $"{place}.{member.Name}"))
            .Where(pair => !owned.ContainsKey(pair.at))
            .Select(pair => KeyValuePair.Create(pair.member.Name, (JsonNode?)Described(pair.member, type, pair.at)))),
        ["additionalProperties"] = false,
    };

    private JsonObject Described(NativeMember member, Type type, string place)
    {
        // Beside a reference nothing else counts, not even a description (draft 7, 8.3).
        var value = Value(member.Type, place);
        var schema = value.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(value) } : value;
        schema["description"] = $"As in the ECS API: {type.Name.Replace("Request", "", StringComparison.Ordinal)}, {member.Name}.";
        return style.Partial ? SchemaStyle.OrNull(schema) : schema;
    }

    private JsonObject Named(Type type, string place) => owned.Keys.Any(key => key.StartsWith($"{place}.", StringComparison.Ordinal))
        ? Structure(type, place)
        : style.Define($"ecs.{type.Name}", () => Structure(type, place));

    private JsonObject Value(Type type, string place)
    {
        if (type == typeof(string)) return Kinds.AnyScalar();
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int) || type == typeof(long)) return new JsonObject { ["type"] = "integer" };
        if (type == typeof(double) || type == typeof(float)) return new JsonObject { ["type"] = "number" };
        if (NativeModel.IsWord(type)) return new JsonObject { ["enum"] = new JsonArray([.. NativeModel.Words(type).Select(word => JsonValue.Create(word))]) };
        if (NativeModel.ItemOf(type) is { } item) return Kinds.List(Value(item, place), least: 0);
        return NativeModel.IsMap(type) ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Kinds.AnyScalar() } : Named(type, place);
    }
}
