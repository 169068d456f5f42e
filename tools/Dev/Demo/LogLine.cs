using System.Text.Json;
using System.Text.Json.Nodes;

namespace Publican.Dev.Demo;

/// <summary>A task's log line for people: the beer API logs JSON, of which the level and the message are worth a line.</summary>
internal static class LogLine
{
    private const int Longest = 140;

    public static string Readable(string line)
    {
        var text = Message(line) ?? line;
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }

    private static string? Message(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject entry && (string?)entry["Message"] is { } message ? $"{entry["LogLevel"]}: {message}" : null;
        }
        catch (JsonException)
        {
            // Not every program logs JSON; the line is shown as it is.
            return null;
        }
    }
}
