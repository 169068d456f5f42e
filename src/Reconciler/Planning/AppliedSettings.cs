using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Desired;

namespace Publican.Planning;

/// <summary>
/// What of the files applies live, field by field, short enough for a tag: <c>count=2 routes=1a2b3c4d settings=5e6f7a8b</c>. Where nothing is put back, a field that
/// is noted as it stands in the files and is found otherwise was changed by a person; one that is not was changed by a commit.
/// </summary>
public static class AppliedSettings
{
    /// <summary>Of the ECS service, all together.</summary>
    public const string Settings = "settings";

    public static string Of(Target target)
    {
        var parts = new List<(string Field, string Value)>
        {
            target.Spec.Scaling is { Target: var scaling }
                ? (DriftFields.Scaling, string.Create(CultureInfo.InvariantCulture, $"{scaling.Metric}-{scaling.Value}").ToLowerInvariant())
                : (DriftFields.Count, target.Spec.Replicas.ToString(CultureInfo.InvariantCulture)),
        };
        if (!target.Spec.Routes.IsEmpty)
            parts.Add((DriftFields.Routes, Short(Routes(target))));
        parts.Add((Settings, Short(new JsonObject(WantedSettings.Of(target).Select(member => KeyValuePair.Create(member.Key, JsonNode.Parse(member.Value)))))));
        return string.Join(' ', parts.Select(part => $"{part.Field}={part.Value}"));
    }

    /// <summary>What it says of one field; null where it says nothing.</summary>
    public static string? Part(string? applied, string field) =>
        applied?.Split(' ').FirstOrDefault(part => part.StartsWith(field + "=", StringComparison.Ordinal));

    private static JsonArray Routes(Target target) => new([.. target.Routes.Select(route => new JsonObject
    {
        ["listener"] = route.ListenerArn,
        ["priority"] = route.Spec.Priority,
        ["hosts"] = List(route.Spec.Hosts),
        ["paths"] = List(route.Spec.Paths),
    })]);

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Order(StringComparer.Ordinal).Select(text => JsonValue.Create(text))]);

    private static string Short(JsonNode content) => RevisionHash.Of(content)[RevisionHash.Prefix.Length..][..8];
}
