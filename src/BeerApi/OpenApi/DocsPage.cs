using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace BeerApi.OpenApi;

/// <summary>Renders an OpenAPI document as one plain page, without scripts and without anything from elsewhere.</summary>
internal sealed class DocsPage
{
    private const string Style =
        """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
        h2{margin-top:2.5rem;border-top:1px solid #ccc;padding-top:1rem}code,pre{font:14px/1.4 ui-monospace,monospace;background:#f4f4f2;border-radius:3px}
        code{padding:1px 4px}pre{padding:.6rem;overflow:auto}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ddd;padding:.3rem .5rem;text-align:left;vertical-align:top}
        .method{color:#fff;background:#8a4b08;border-radius:3px;padding:2px 7px;font-size:.8em}
        @media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1a18}code,pre{background:#2a2926}td,th,h2{border-color:#444}a{color:#e8a33d}}
        """;

    private readonly JsonNode document;
    private readonly StringBuilder html = new();

    private DocsPage(JsonNode document) => this.document = document;

    public static string Of(JsonNode document) => new DocsPage(document).Render();

    private string Render()
    {
        var title = Text(document["info"]!["title"]);
        html.Append("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>").Append(title)
            .Append("</title><style>").Append(Style).Append("</style><h1>").Append(title).Append("</h1><p>").Append(Text(document["info"]!["description"]))
            .Append("</p><p>For programs: <a href=/openapi/v1.json>/openapi/v1.json</a></p>");
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject().Where(member => member.Key != "parameters"))
            {
                Operation(method, path, item["parameters"], operation!);
            }
        }
        html.Append("<h2>Bodies</h2>");
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            Schema(name, schema!);
        }
        return html.Append("</html>\n").ToString();
    }

    private void Operation(string method, string path, JsonNode? shared, JsonNode operation)
    {
        html.Append("<h2 id=").Append(Text(operation["operationId"])).Append("><span class=method>").Append(method.ToUpperInvariant()).Append("</span> <code>")
            .Append(WebUtility.HtmlEncode(path)).Append("</code></h2><p>").Append(Text(operation["summary"])).Append(' ').Append(Text(operation["description"])).Append("</p>");
        Parameters([.. Items(shared), .. Items(operation["parameters"])]);
        foreach (var (type, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
        {
            html.Append("<p>Body: <code>").Append(type).Append("</code> ").Append(Kind(content!["schema"]!)).Append("</p>");
            if (content["example"] is { } example)
            {
                html.Append("<pre>").Append(example is JsonValue text ? Text(text) : WebUtility.HtmlEncode(example.ToJsonString())).Append("</pre>");
            }
        }
        html.Append("<table><tr><th>Answer<th>When");
        foreach (var (status, answer) in operation["responses"]!.AsObject())
        {
            var content = Resolve(answer!)["content"]?.AsObject().First().Value!["schema"];
            html.Append("<tr><td>").Append(status).Append("<td>").Append(Text(Resolve(answer!)["description"])).Append(' ').Append(content is null ? "" : Kind(content));
        }
        html.Append("</table>");
    }

    private void Parameters(List<JsonNode> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }
        html.Append("<table><tr><th>Parameter<th>In<th>Value<th>Meaning");
        foreach (var parameter in parameters)
        {
            html.Append("<tr><td><code>").Append(Text(parameter["name"])).Append("</code>").Append(parameter["required"] is null ? "" : " (required)").Append("<td>")
                .Append(Text(parameter["in"])).Append("<td>").Append(Kind(parameter["schema"]!)).Append("<td>").Append(Text(parameter["description"]));
        }
        html.Append("</table>");
    }

    private void Schema(string name, JsonNode schema)
    {
        html.Append("<h3 id=").Append(name).Append('>').Append(name).Append("</h3><p>").Append(Text(schema["description"])).Append("</p><table><tr><th>Field<th>Value<th>Meaning");
        var required = Items(schema["required"]).Select(field => field.GetValue<string>()).ToHashSet();
        foreach (var (field, value) in schema["properties"]!.AsObject())
        {
            html.Append("<tr><td><code>").Append(field).Append("</code>").Append(required.Contains(field) ? "" : " (optional)").Append("<td>").Append(Kind(value!)).Append("<td>").Append(Text(value!["description"]));
        }
        html.Append("</table>");
    }

    /// <summary>A schema in a few words: a link to a named one, or its constraints.</summary>
    private static string Kind(JsonNode schema)
    {
        if (schema["$ref"] is { } reference)
        {
            var name = reference.GetValue<string>().Split('/')[^1];
            return $"<a href=#{name}>{name}</a>";
        }
        if (schema["items"] is { } items && items["$ref"] is not null)
        {
            return "list of " + Kind(items);
        }
        return string.Join(", ", schema.AsObject().Where(part => part.Key is not ("description" or "properties" or "items" or "additionalProperties")).Select(Word));
    }

    private static string Word(KeyValuePair<string, JsonNode?> part) => part.Key switch
    {
        "type" => part.Value is JsonArray types ? string.Join(" or ", types.Select(Text)) : Text(part.Value),
        _ => $"{part.Key} {WebUtility.HtmlEncode(part.Value!.ToJsonString())}",
    };

    private JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().TrimStart('#', '/').Split('/').Aggregate(document, (at, name) => at[name]!)
        : node;

    private static List<JsonNode> Items(JsonNode? array) => array is null ? [] : [.. array.AsArray().Select(item => item!)];

    private static string Text(JsonNode? node) => node is null ? "" : WebUtility.HtmlEncode(node.GetValue<string>());
}
