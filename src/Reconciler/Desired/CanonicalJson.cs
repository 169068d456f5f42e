using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Publican.Desired;

/// <summary>
/// JSON with exactly one spelling per value (RFC 8785), so that a hash of it means the content and not the layout.
/// One addition: members that are null are left out, so that a new optional member changes no old hash.
/// </summary>
public static class CanonicalJson
{
    public static byte[] Utf8(JsonNode? node) => Encoding.UTF8.GetBytes(Text(node));

    /// <exception cref="ArgumentException">A number beyond a double, or a string with half a surrogate pair.</exception>
    public static string Text(JsonNode? node)
    {
        var output = new StringBuilder();
        Write(node, output);
        return output.ToString();
    }

    private static void Write(JsonNode? node, StringBuilder output)
    {
        switch (node)
        {
            case null:
                output.Append("null");
                break;
            case JsonObject map:
                WriteObject(map, output);
                break;
            case JsonArray list:
                output.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0) output.Append(',');
                    Write(list[i], output);
                }

                output.Append(']');
                break;
            default:
                WriteValue(node, output);
                break;
        }
    }

    private static void WriteObject(JsonObject map, StringBuilder output)
    {
        output.Append('{');
        var separator = "";
        // RFC 8785, 3.2.3: keys in the order of their UTF-16 code units, which is what Ordinal compares.
        foreach (var (key, value) in map.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            output.Append(separator);
            WriteString(key, output);
            output.Append(':');
            Write(value, output);
            separator = ",";
        }

        output.Append('}');
    }

    private static void WriteValue(JsonNode value, StringBuilder output)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                WriteString(JsonSerializer.Deserialize<string>(value.ToJsonString())!, output);
                break;
            case JsonValueKind.Number:
                // Through text: a JsonValue may hold any CLR number or a parsed element, and only text is common to all.
                output.Append(EcmaScriptNumber.Format(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)));
                break;
            default:
                output.Append(value.ToJsonString()); // true and false have one spelling
                break;
        }
    }

    private static void WriteString(string text, StringBuilder output)
    {
        output.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) output.Append(c).Append(text[++i]);
            else if (char.IsSurrogate(c)) throw new ArgumentException("a string holds half a surrogate pair, which has no UTF-8");
            else output.Append(Escape(c));
        }

        output.Append('"');
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };
}
