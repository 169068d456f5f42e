using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalCloud.Protocols;

/// <summary>
/// Turns flattened Query parameters back into the structure they stand for, so that the call log reads alike for all protocols.
/// </summary>
internal static class QueryTree
{
    public static JsonObject Of(IReadOnlyDictionary<string, string> parameters)
    {
        var split = parameters.Select(pair => (Path: pair.Key.Split('.'), pair.Value)).ToList();
        return (JsonObject)Node(split, 0, asObject: true)!;
    }

    private static JsonNode? Node(List<(string[] Path, string Value)> entries, int depth, bool asObject = false)
    {
        if (!asObject && entries.Find(entry => entry.Path.Length == depth) is { Path: not null } leaf) return JsonValue.Create(leaf.Value);
        var groups = entries.Where(entry => entry.Path.Length > depth).GroupBy(entry => entry.Path[depth], StringComparer.Ordinal).ToList();
        if (groups is [{ Key: "member" } members])
        {
            var items = members
                .Where(entry => entry.Path.Length > depth + 1)
                .GroupBy(entry => entry.Path[depth + 1], StringComparer.Ordinal)
                .OrderBy(
                    group => int.TryParse(group.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                        ? index
                        : int.MaxValue);
            return new JsonArray([.. items.Select(item => Node([.. item], depth + 2))]);
        }

        return new JsonObject(groups.Select(group => KeyValuePair.Create(group.Key, Node([.. group], depth + 1))));
    }
}
