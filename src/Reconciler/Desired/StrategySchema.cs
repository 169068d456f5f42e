using System.Text.Json.Nodes;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>What the strategy of a service allows, as a condition of a schema: written from the keys that the readers refuse.</summary>
internal static class StrategySchema
{
    public static JsonObject Of(SchemaStyle style) => new()
    {
        ["if"] = Spec(new JsonObject { [ServiceReader.Rollout.Name] = Needs(RolloutReader.StrategyKey.Name, new JsonObject { ["const"] = "rolling" }) }, [ServiceReader.Rollout.Name]),
        ["then"] = Spec(new JsonObject([.. ServiceReader.OfTraffic.Select(key => Forbidden(key.Key.Name)), Rollout(RolloutReader.RollingKeys, style)]), []),
        ["else"] = Spec(new JsonObject([Rollout(RolloutReader.Keys, style)]), [ServiceReader.Port.Name], [ServiceReader.Route.Name, ServiceReader.Routes.Name]),
    };

    /// <summary>Every key of the rollout, whatever the strategy: an editor offers them all.</summary>
    public static JsonObject AnyRollout(SchemaStyle style)
    {
        var all = new KeySet([.. RolloutReader.Keys.Known, .. RolloutReader.RollingKeys.Known.Where(key => !RolloutReader.Keys.Holds(key))]);
        return all.Schema(style);
    }

    private static KeyValuePair<string, JsonNode?> Rollout(KeySet keys, SchemaStyle style)
    {
        var rollout = keys.Schema(style);
        return new(ServiceReader.Rollout.Name, new JsonObject
        {
            ["properties"] = new JsonObject(keys.Refused.Where(RolloutKeysOfAny.Contains).Order(StringComparer.Ordinal).Select(Forbidden)
                .Append(new("checks", rollout["properties"]!["checks"]!.DeepClone()))),
        });
    }

    private static HashSet<string> RolloutKeysOfAny => [.. RolloutReader.Keys.Known.Concat(RolloutReader.RollingKeys.Known).Select(key => key.Name)];

    private static JsonObject Spec(JsonObject properties, string[] required, params string[] oneOf)
    {
        var spec = new JsonObject { ["properties"] = properties };
        if (required.Length > 0) spec["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        if (oneOf.Length > 0) spec["oneOf"] = new JsonArray([.. oneOf.Select(name => new JsonObject { ["required"] = new JsonArray(name) })]);
        var document = new JsonObject { ["properties"] = new JsonObject { ["spec"] = spec } };
        if (required.Length > 0) document["required"] = new JsonArray("spec");
        return document;
    }

    private static JsonObject Needs(string key, JsonObject value) => new() { ["properties"] = new JsonObject { [key] = value }, ["required"] = new JsonArray(key) };

    private static KeyValuePair<string, JsonNode?> Forbidden(string key) => new(key, JsonValue.Create(false));
}
