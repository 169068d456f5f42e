using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Publican.Tests.Validation;

/// <summary>YAML as an editor's language server sees it before it asks a schema: the core schema of YAML 1.2.</summary>
internal static partial class YamlAsJson
{
    public static List<JsonNode?> Documents(byte[] content)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(new MemoryStream(content));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => Value(document.RootNode)).Where(document => document is not null)];
    }

    private static JsonNode? Value(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create((pair.Key as YamlScalarNode)?.Value ?? throw new YamlException("a key is no text"), Value(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Value)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => Plain(text ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new YamlException($"no JSON for {node.NodeType}"),
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when Whole().IsMatch(text) => JsonValue.Create(decimal.Parse(text, CultureInfo.InvariantCulture)),
        _ when Float().IsMatch(text) => JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"\A[-+]?[0-9]{1,25}\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,2})?\z")]
    private static partial Regex Float();
}
