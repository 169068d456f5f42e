using System.Text.Json;
using LocalCloud.Protocols;

namespace LocalCloud.EventBridge;

/// <summary>
/// What a rule takes: fields that must be there, each with a list of values. A value is equal to one of the event's, or begins with the
/// prefix of <c>{"prefix": …}</c>. Where the event has a list, one of its members is enough.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html</remarks>
internal sealed class EventPattern
{
    private readonly Dictionary<string, EventPattern> _fields;
    private readonly List<Func<JsonElement, bool>>? _values;

    private EventPattern(Dictionary<string, EventPattern> fields, List<Func<JsonElement, bool>>? values) => (_fields, _values) = (fields, values);

    /// <exception cref="AwsException">InvalidEventPatternException.</exception>
    public static EventPattern Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Fields(json.RootElement, "") : throw Wrong("Filter is not an object");
        }
        catch (JsonException error)
        {
            throw Wrong(error.Message);
        }
    }

    public bool Matches(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.Array => found.EnumerateArray().Any(Matches),
        JsonValueKind.Object => _values is null && _fields.All(field => found.TryGetProperty(field.Key, out var value) && field.Value.Matches(value)),
        _ => _values is not null && _values.Exists(accepts => accepts(found)),
    };

    private static EventPattern Fields(JsonElement pattern, string where)
    {
        var fields = new Dictionary<string, EventPattern>(StringComparer.Ordinal);
        foreach (var field in pattern.EnumerateObject())
        {
            var name = where.Length == 0 ? field.Name : $"{where}.{field.Name}";
            if (field.Name.StartsWith('$')) throw Unsupported(field.Name, where);
            var read = field.Value.ValueKind switch
            {
                JsonValueKind.Object => Fields(field.Value, name),
                JsonValueKind.Array => new EventPattern([], [.. field.Value.EnumerateArray().Select(value => Value(value, name))]),
                _ => throw Wrong($"\"{name}\" must be an object or an array"),
            };
            if (!fields.TryAdd(field.Name, read)) throw Wrong($"Duplicate key '{name}'");
            if (read._values is { Count: 0 }) throw Wrong($"Empty arrays are not allowed, at \"{name}\"");
        }

        return fields.Count > 0 ? new EventPattern(fields, null) : throw Wrong("Empty objects are not allowed");
    }

    private static Func<JsonElement, bool> Value(JsonElement value, string where)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                var text = value.GetString()!;
                return found => found.ValueKind == JsonValueKind.String && found.GetString() == text;
            case JsonValueKind.Object:
                if (value.EnumerateObject().ToList() is not [var match]) throw Wrong($"Only one key allowed in match expression, at \"{where}\"");
                if (match.Name != "prefix") throw Unsupported(match.Name, where);
                if (match.Value.ValueKind != JsonValueKind.String) throw Unsupported("a prefix that is no text", where);
                var prefix = match.Value.GetString()!;
                return found => found.ValueKind == JsonValueKind.String && found.GetString()!.StartsWith(prefix, StringComparison.Ordinal);
            case JsonValueKind.Array:
                throw Wrong($"Match value must be String, number, true, false, or null, at \"{where}\"");
            default:
                // Numbers count as they are written: 300 is not 300.0.
                var literal = value.GetRawText();
                return found => found.ValueKind != JsonValueKind.String && found.GetRawText() == literal;
        }
    }

    private static AwsException Unsupported(string what, string where) => Wrong($"LocalCloud does not support {what} at \"{where}\": it takes values and {{\"prefix\": text}}");

    private static AwsException Wrong(string reason) => new("InvalidEventPatternException", $"Event pattern is not valid. Reason: {reason}");
}
