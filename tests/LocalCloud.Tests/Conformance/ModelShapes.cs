using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace LocalCloud.Tests.Conformance;

/// <summary>One service model, and answers held against its shapes.</summary>
internal sealed class ModelShapes(JsonElement root)
{
    private readonly JsonElement _shapes = root.GetProperty("shapes"), _operations = root.GetProperty("operations"), _metadata = root.GetProperty("metadata");

    public string ApiVersion => _metadata.GetProperty("apiVersion").GetString()!;

    public string? TargetPrefix => _metadata.TryGetProperty("targetPrefix", out var prefix) ? prefix.GetString() : null;

    /// <summary>Every error code of the service: some services answer an operation with codes that only others list.</summary>
    public IReadOnlySet<string> AllErrors => field ??= _operations.EnumerateObject().SelectMany(operation => Errors(operation.Value)).ToHashSet(StringComparer.Ordinal);

    public JsonElement? Operation(string name) => _operations.TryGetProperty(name, out var operation) ? operation : null;

    public IEnumerable<string> Errors(JsonElement operation)
    {
        if (!operation.TryGetProperty("errors", out var errors)) yield break;
        foreach (var error in errors.EnumerateArray().Select(error => error.GetProperty("shape").GetString()!))
        {
            yield return error;
            if (_shapes.GetProperty(error).TryGetProperty("error", out var details) && details.TryGetProperty("code", out var code)) yield return code.GetString()!;
        }
    }

    /// <summary>Null for an operation that answers with nothing.</summary>
    public static string? OutputOf(JsonElement operation) => operation.TryGetProperty("output", out var output) ? output.GetProperty("shape").GetString() : null;

    public void CheckJson(string? shapeName, JsonNode? node, string at)
    {
        if (shapeName is null)
        {
            Assert.True(node is JsonObject { Count: 0 }, $"{at}: the operation answers with nothing, but got {node}");
            return;
        }

        var shape = _shapes.GetProperty(shapeName);
        var kind = node?.GetValueKind() ?? JsonValueKind.Null;
        switch (Type(shape))
        {
            case "structure":
                Assert.True(node is JsonObject, $"{at}: a structure is wanted, got {kind}");
                var members = Members(shape);
                foreach (var (name, value) in (JsonObject)node!)
                {
                    Assert.True(members.TryGetValue(name, out var member), $"{at}.{name}: {shapeName} has no such member");
                    CheckJson(member, value, $"{at}.{name}");
                }

                Assert.All(Required(shape), name => Assert.True(((JsonObject)node).ContainsKey(name), $"{at}.{name} is required and missing"));
                break;
            case "list":
                Assert.True(node is JsonArray, $"{at}: a list is wanted, got {kind}");
                foreach (var item in (JsonArray)node!) CheckJson(MemberShape(shape, "member"), item, $"{at}[]");
                break;
            case "map":
                Assert.True(node is JsonObject, $"{at}: a map is wanted, got {kind}");
                foreach (var (name, value) in (JsonObject)node!) CheckJson(MemberShape(shape, "value"), value, $"{at}.{name}");
                break;
            case "string":
                Assert.True(kind == JsonValueKind.String, $"{at}: a string is wanted, got {kind}");
                CheckEnumeration(shape, (string)node!, at);
                break;
            case "boolean":
                Assert.True(kind is JsonValueKind.True or JsonValueKind.False, $"{at}: a boolean is wanted, got {kind}");
                break;
            case "integer" or "long":
                Assert.True(kind == JsonValueKind.Number && long.TryParse(node!.ToJsonString(), CultureInfo.InvariantCulture, out _), $"{at}: a whole number is wanted, got {node}");
                break;
            case "timestamp" or "double" or "float":
                Assert.True(kind == JsonValueKind.Number, $"{at}: a number is wanted, got {kind}");
                break;
            case var other:
                Assert.Fail($"{at}: the check does not know the type {other}");
                break;
        }
    }

    public void CheckXml(string? shapeName, XElement element, string at)
    {
        if (shapeName is null)
        {
            Assert.False(element.HasElements, $"{at}: the operation answers with nothing");
            return;
        }

        var shape = _shapes.GetProperty(shapeName);
        switch (Type(shape))
        {
            case "structure":
                var members = Members(shape);
                foreach (var child in element.Elements())
                {
                    Assert.True(members.TryGetValue(child.Name.LocalName, out var member), $"{at}.{child.Name.LocalName}: {shapeName} has no such member");
                    CheckXml(member, child, $"{at}.{child.Name.LocalName}");
                }

                Assert.All(Required(shape), name => Assert.True(element.Elements().Any(child => child.Name.LocalName == name), $"{at}.{name} is required and missing"));
                break;
            case "list":
                foreach (var item in element.Elements())
                {
                    Assert.True(item.Name.LocalName == "member", $"{at}: a list holds member elements, got {item.Name.LocalName}");
                    CheckXml(MemberShape(shape, "member"), item, $"{at}[]");
                }

                break;
            case "string":
                CheckEnumeration(shape, element.Value, at);
                break;
            case "boolean":
                Assert.True(element.Value is "true" or "false", $"{at}: true or false is wanted, got {element.Value}");
                break;
            case "integer" or "long":
                Assert.True(long.TryParse(element.Value, CultureInfo.InvariantCulture, out _), $"{at}: a whole number is wanted, got {element.Value}");
                break;
            case "double" or "float":
                Assert.True(double.TryParse(element.Value, CultureInfo.InvariantCulture, out _), $"{at}: a number is wanted, got {element.Value}");
                break;
            case "timestamp":
                Assert.True(
                    element.Value.EndsWith('Z') && DateTimeOffset.TryParse(element.Value, CultureInfo.InvariantCulture, out _), $"{at}: ISO 8601 is wanted, got {element.Value}");
                break;
            case var other:
                Assert.Fail($"{at}: the check does not know the type {other}");
                break;
        }
    }

    private static string Type(JsonElement shape) => shape.GetProperty("type").GetString()!;

    private static string MemberShape(JsonElement shape, string name) => shape.GetProperty(name).GetProperty("shape").GetString()!;

    private static Dictionary<string, string> Members(JsonElement shape) => shape.GetProperty("members").EnumerateObject().ToDictionary(
        member => member.Value.TryGetProperty("locationName", out var wire) ? wire.GetString()! : member.Name,
        member => member.Value.GetProperty("shape").GetString()!);

    private static IEnumerable<string> Required(JsonElement shape) =>
        shape.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : [];

    private static void CheckEnumeration(JsonElement shape, string value, string at)
    {
        if (!shape.TryGetProperty("enum", out var allowed)) return;
        Assert.True(allowed.EnumerateArray().Any(one => one.GetString() == value), $"{at}: '{value}' is none of {allowed}");
    }
}
