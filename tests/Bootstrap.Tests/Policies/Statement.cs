using System.Text.Json.Nodes;

namespace Publican.Bootstrap.Policies;

/// <summary>One statement of an IAM policy.</summary>
internal sealed record Statement(
    string Sid, bool IsAllow, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources, IReadOnlyList<(string Operator, string Key, IReadOnlyList<string> Values)> Conditions)
{
    public static IReadOnlyList<Statement> Read(string policy) => [.. List(JsonNode.Parse(policy)!["Statement"]).Select(node => Of(node!.AsObject()))];

    public bool Asks(string key) => Conditions.Any(condition => condition.Key == key);

    private static Statement Of(JsonObject node)
    {
        string[] known = [nameof(Sid), "Effect", "Action", "Resource", "Principal", "Condition"];
        var unknown = node.Select(member => member.Key).Except(known).ToList();
        return unknown.Count > 0
            ? throw new NotSupportedException($"a statement has {string.Join(", ", unknown)}, which these tests do not judge")
            : new Statement(
                (string?)node[nameof(Sid)] ?? "",
                (string?)node["Effect"] == "Allow",
                Texts(node["Action"]),
                Texts(node["Resource"]),
                [.. (node["Condition"]?.AsObject() ?? []).SelectMany(test => test.Value!.AsObject().Select(pair => (test.Key, pair.Key, Texts(pair.Value))))]);
    }

    private static IReadOnlyList<string> Texts(JsonNode? node) => node is null ? [] : [.. List(node).Select(item => item!.ToString())];

    private static JsonArray List(JsonNode? node) => node as JsonArray ?? [node?.DeepClone()];
}
