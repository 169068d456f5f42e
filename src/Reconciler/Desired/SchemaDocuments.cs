using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>JSON Schemas of desired state for editors and pipelines, written from the keys that the readers read by.</summary>
public static class SchemaDocuments
{
    private const string Dialect = "http://json-schema.org/draft-07/schema#"; // the newest that editors' YAML servers take without a doubt

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of documents of any kind.</summary>
    public const string Any = "any";

    /// <summary>Name to schema: one for each kind, one for files that others of the kind extend, and one for all.</summary>
    public static ImmutableSortedDictionary<string, string> All => DesiredDocument.Known
        .SelectMany(kind => new[]
        {
            KeyValuePair.Create(kind.Kind.ToLowerInvariant(), Written($"Publican {kind.Kind}", kind.Schema)),
            KeyValuePair.Create($"{kind.Kind.ToLowerInvariant()}-base", Written($"Publican {kind.Kind}, to be extended", definitions => kind.Schema(new SchemaStyle(Partial: true, definitions)))),
        })
        .Append(KeyValuePair.Create(Any, Written("Publican desired state", OfAny)))
        .ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase);

    private static JsonObject OfAny(JsonObject definitions)
    {
        var schema = new JsonObject { ["type"] = "object", ["anyOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray(DocumentKeys.KindKey.Name) }, new JsonObject { ["required"] = new JsonArray(DocumentKeys.Extends.Name) }) };
        schema["properties"] = new JsonObject
        {
            [DocumentKeys.KindKey.Name] = new JsonObject { ["enum"] = new JsonArray([.. DesiredDocument.Known.Select(kind => JsonValue.Create(kind.Kind))]) },
        };
        schema["allOf"] = new JsonArray([.. DesiredDocument.Known.Select(kind => new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { [DocumentKeys.KindKey.Name] = new JsonObject { ["const"] = kind.Kind } }, ["required"] = new JsonArray(DocumentKeys.KindKey.Name) },
            ["then"] = kind.Schema(definitions),
        })]);
        return schema;
    }

    private static string Written(string title, Func<JsonObject, JsonObject> schema)
    {
        var definitions = new JsonObject();
        var document = new JsonObject { ["$schema"] = Dialect, ["title"] = title };
        foreach (var (key, value) in schema(definitions)) document[key] = value?.DeepClone();
        if (definitions.Count > 0) document["definitions"] = definitions;
        return document.ToJsonString(Layout) + "\n";
    }
}
