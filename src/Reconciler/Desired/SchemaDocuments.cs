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

    /// <summary>The kinds that have a schema of their own.</summary>
    public static ImmutableArray<string> KnownKinds => [.. DesiredDocument.Known.Select(kind => kind.Kind)];

    /// <summary>File name to content, as they are committed in desired-state/schema.</summary>
    public static ImmutableSortedDictionary<string, string> Files => KnownKinds
        .Select(kind => KeyValuePair.Create($"{kind.ToLowerInvariant()}.json", Of(kind)))
        .Append(KeyValuePair.Create("any.json", OfAny()))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The schema of one kind of document.</summary>
    public static string Of(string kind) => Written($"Publican {kind}", Schema(DesiredDocument.Known.First(known => known.Kind == kind)));

    /// <summary>A schema for files that hold documents of several kinds.</summary>
    public static string OfAny()
    {
        var schema = new JsonObject { ["type"] = "object", ["required"] = new JsonArray(DocumentKeys.KindKey.Name) };
        schema["properties"] = new JsonObject
        {
            [DocumentKeys.KindKey.Name] = new JsonObject { ["enum"] = new JsonArray([.. KnownKinds.Select(kind => JsonValue.Create(kind))]) },
        };
        schema["allOf"] = new JsonArray([.. DesiredDocument.Known.Select(kind => new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { [DocumentKeys.KindKey.Name] = new JsonObject { ["const"] = kind.Kind } } },
            ["then"] = Schema(kind),
        })]);
        return Written("Publican desired state", schema);
    }

    private static JsonObject Schema(DocumentKeys kind) => kind.Schema(new SchemaStyle(Partial: false));

    private static string Written(string title, JsonObject schema)
    {
        var document = new JsonObject { ["$schema"] = Dialect, ["title"] = title };
        foreach (var (key, value) in schema) document[key] = value?.DeepClone();
        return document.ToJsonString(Layout) + "\n";
    }
}
