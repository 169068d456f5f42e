using System.Text.Json;
using Amazon.Runtime.Documents;
using Amazon.Runtime.Documents.Internal.Transform;

namespace Amazon.Wire;

/// <summary>Reads members that may be absent or null; unknown ones are passed over.</summary>
internal static class JsonRead
{
    public static bool Has(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }

    public static DateTime Time(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? DateTime.UnixEpoch.AddMilliseconds(Math.Round(value.GetDouble() * 1000))
        : value.GetDateTime().ToUniversalTime();

    public static DateTime Milliseconds(JsonElement value) => DateTime.UnixEpoch.AddMilliseconds(value.GetInt64());

    /// <summary>Free-form JSON inside a modeled answer.</summary>
    public static Document Document(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new Document(Map(value, Document)),
        JsonValueKind.Array => new Document(List(value, Document)),
        JsonValueKind.String => new Document(value.GetString()),
        JsonValueKind.True or JsonValueKind.False => new Document(value.GetBoolean()),
        JsonValueKind.Number when value.TryGetInt32(out var number) => new Document(number),
        JsonValueKind.Number when value.TryGetInt64(out var number) => new Document(number),
        JsonValueKind.Number => new Document(value.GetDouble()),
        _ => default,
    };

    public static List<T> List<T>(JsonElement value, Func<JsonElement, T> item) => [.. value.EnumerateArray().Select(item)];

    public static Dictionary<string, T> Map<T>(JsonElement value, Func<JsonElement, T> item) =>
        value.EnumerateObject().ToDictionary(pair => pair.Name, pair => item(pair.Value));
}

internal static class JsonWrite
{
    public static void Time(Utf8JsonWriter writer, DateTime time) =>
        writer.WriteNumberValue((time.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);

    public static void Milliseconds(Utf8JsonWriter writer, DateTime time) =>
        writer.WriteNumberValue((long)Math.Round((time.ToUniversalTime() - DateTime.UnixEpoch).TotalMilliseconds));

    public static void Document(Utf8JsonWriter writer, Document value) => DocumentMarshaller.Instance.Write(writer, value);

    public static void List<T>(Utf8JsonWriter writer, List<T> values, Action<T> item)
    {
        writer.WriteStartArray();
        values.ForEach(item);
        writer.WriteEndArray();
    }

    public static void Map<T>(Utf8JsonWriter writer, Dictionary<string, T> values, Action<T> item)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in values)
        {
            writer.WritePropertyName(key);
            item(value);
        }

        writer.WriteEndObject();
    }

    public static void Object(Utf8JsonWriter writer, Action<Utf8JsonWriter> members)
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    }
}
