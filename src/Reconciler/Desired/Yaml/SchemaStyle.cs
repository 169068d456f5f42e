using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Publican.Desired.Yaml;

/// <summary>How a schema is written.</summary>
/// <param name="Partial">Of a document that is merged with others: nothing is required of it, and null takes a key away.</param>
/// <param name="Definitions">Of the whole schema: what stands in it more than once.</param>
internal sealed partial record SchemaStyle(bool Partial, JsonObject Definitions)
{
    /// <returns>A reference to a definition, which is made when it is not there.</returns>
    public JsonObject Define(string name, Func<JsonObject> schema)
    {
        var key = Partial ? $"{name}Part" : name;
        if (!Definitions.ContainsKey(key)) Definitions[key] = schema();
        return new JsonObject { ["$ref"] = $"#/definitions/{key}" };
    }

    public static JsonObject OrNull(JsonObject schema)
    {
        var described = new JsonObject();
        if (schema.Remove("description", out var description)) described["description"] = description;
        described["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" });
        return described;
    }

    /// <summary>A pattern as JSON Schema takes it: of ECMA 262, without .NET's anchors and without comments.</summary>
    public static string Pattern(Regex form)
    {
        var text = form.Options.HasFlag(RegexOptions.IgnorePatternWhitespace) ? Layout().Replace(form.ToString(), "") : form.ToString();
        return text.Replace(@"\A", "^", StringComparison.Ordinal).Replace(@"\z", "$", StringComparison.Ordinal);
    }

    // Fit for the patterns of this folder: none has a space or a # that counts.
    [GeneratedRegex(@"\#[^\n]*|\s+")]
    private static partial Regex Layout();
}
