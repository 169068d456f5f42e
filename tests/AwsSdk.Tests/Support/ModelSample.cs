using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace AwsSdk.Tests.Support;

/// <summary>
/// A service model as AWS publishes it, read without the generator's help, and a value for every member of a shape.
/// Values differ from member to member, so that two wire names that were swapped are found.
/// </summary>
/// <param name="root">service-2.json.</param>
/// <param name="millisecondTimes">Members, as Shape.member, that the model calls numbers and the official SDK calls DateTime.</param>
internal sealed class ModelSample(JsonElement root, IReadOnlySet<string> millisecondTimes)
{
    public static DateTime Time { get; } = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public string Version => root.GetProperty("metadata").GetProperty("apiVersion").GetString()!;

    public bool IsJson => root.GetProperty("metadata").GetProperty("protocol").GetString() == "json";

    /// <param name="direction">input or output.</param>
    /// <returns>Null where an operation takes or gives nothing.</returns>
    public string? ShapeOf(string operation, string direction) =>
        root.GetProperty("operations").GetProperty(operation).TryGetProperty(direction, out var shape) ? shape.GetProperty("shape").GetString() : null;

    public JsonElement Shape(string name) => root.GetProperty("shapes").GetProperty(name);

    public string TypeOf(string shape) => Shape(shape) switch
    {
        var found when found.TryGetProperty("document", out _) => "document",
        var found when found.TryGetProperty("enum", out _) => "enum",
        var found => found.GetProperty("type").GetString()!,
    };

    public bool IsMilliseconds(string shape, string member) => millisecondTimes.Contains($"{shape}.{member}");

    public IEnumerable<(string Name, string Shape)> Members(string shape) => Shape(shape).GetProperty("members").EnumerateObject()
        .Select(member => (member.Name, member.Value.GetProperty("shape").GetString()!));

    public string Item(string list) => Shape(list).GetProperty("member").GetProperty("shape").GetString()!;

    public string Value(string map) => Shape(map).GetProperty("value").GetProperty("shape").GetString()!;

    /// <summary>Every member filled, as JSON carries it; a shape within itself ends there.</summary>
    public JsonNode Fill(string shape, string member = "value", params string[] within)
    {
        var number = member.Sum(letter => letter);
        return TypeOf(shape) switch
        {
            "structure" => new JsonObject(Members(shape).Where(inner => !IsWithin(inner.Shape, [.. within, shape])).Select(inner => KeyValuePair.Create(
                inner.Name,
                IsMilliseconds(shape, inner.Name) ? JsonValue.Create(new DateTimeOffset(Time).ToUnixTimeMilliseconds()) : (JsonNode?)Fill(inner.Shape, inner.Name, [.. within, shape])))),
            "list" => new JsonArray(Fill(Item(shape), member, within), Fill(Item(shape), member + "2", within)),
            "map" => new JsonObject { ["key of " + member] = Fill(Value(shape), member, within) },
            "document" => new JsonObject { ["free"] = member },
            "enum" => Shape(shape).GetProperty("enum")[0].GetString()!,
            "string" => member,
            "integer" => number,
            "long" => number + 5_000_000_000L,
            "double" => number + 0.5,
            "boolean" => true,
            "blob" => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(member)),
            "timestamp" => new DateTimeOffset(Time).ToUnixTimeSeconds(),
            var other => throw new InvalidOperationException($"no sample of {other}, the type of {shape}"),
        };
    }

    /// <summary>The same as the members of a Query request.</summary>
    public IEnumerable<(string Key, string Value)> Form(string shape, JsonNode sample, string prefix = "") => TypeOf(shape) switch
    {
        "structure" => Members(shape).Where(member => sample[member.Name] is not null)
            .SelectMany(member => Form(member.Shape, sample[member.Name]!, prefix.Length == 0 ? member.Name : $"{prefix}.{member.Name}")),
        "list" => sample.AsArray().Index().SelectMany(item => Form(Item(shape), item.Item!, $"{prefix}.member.{item.Index + 1}")),
        "map" => sample.AsObject().Index().SelectMany(entry => new[] { ($"{prefix}.entry.{entry.Index + 1}.key", entry.Item.Key) }
            .Concat(Form(Value(shape), entry.Item.Value!, $"{prefix}.entry.{entry.Index + 1}.value"))),
        "timestamp" => [(prefix, "2026-01-02T03:04:05.000Z")],
        _ => [(prefix, sample.ToString())],
    };

    /// <summary>The same as the elements of a Query answer.</summary>
    public object Xml(string shape, JsonNode sample) => TypeOf(shape) switch
    {
        "structure" => Members(shape).Where(member => sample[member.Name] is not null).Select(member => new XElement(member.Name, Xml(member.Shape, sample[member.Name]!))).ToList(),
        "list" => sample.AsArray().Select(item => new XElement("member", Xml(Item(shape), item!))).ToList(),
        "map" => sample.AsObject().Select(entry => new XElement("entry", new XElement("key", entry.Key), new XElement("value", Xml(Value(shape), entry.Value!)))).ToList(),
        "timestamp" => "2026-01-02T03:04:05Z",
        _ => sample.ToString(),
    };

    private bool IsWithin(string shape, string[] chain) => TypeOf(shape) switch
    {
        "list" => IsWithin(Item(shape), chain),
        "structure" => chain.Contains(shape),
        _ => false,
    };
}
