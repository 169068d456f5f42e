using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Publican.Bootstrap.Terraform;

/// <summary>One thing that an apply would make.</summary>
/// <param name="Values">Its arguments, as far as they are known before the apply.</param>
/// <param name="Later">Arguments that only the apply will know are <c>true</c> here, and absent from the values.</param>
internal sealed record Planned(string Address, string Type, JsonObject Values, JsonObject Later)
{
    /// <summary>Dots lead into blocks, which are lists: <c>redirect.port</c> is that of the first one.</summary>
    public JsonNode? this[string path] => path.Split('.').Aggregate((JsonNode?)Values, (node, name) => (node is JsonArray list ? list.FirstOrDefault() : node)?[name]);

    public bool Is(string path) => (bool?)this[path] == true;

    public string? Text(string path) => this[path]?.ToString();

    public bool IsKnownLater(string name) => Later[name] is JsonValue value && value.TryGetValue(out bool later) && later;

    public override string ToString() => Address;
}

/// <summary>What terraform would make of one file of variables, from its plan as JSON.</summary>
internal sealed class Plan
{
    private static readonly ConcurrentDictionary<string, Lazy<Plan>> Known = new(StringComparer.Ordinal);

    private Plan(JsonNode json)
    {
        Resources =
        [
            .. json["resource_changes"]!.AsArray()
                .Where(change => (string?)change!["mode"] == "managed")
                .Select(change => new Planned((string)change!["address"]!, (string)change["type"]!, change["change"]!["after"]!.AsObject(), change["change"]!["after_unknown"]!.AsObject())),
        ];
        Configuration = json["configuration"]!["root_module"]!;
    }

    public IReadOnlyList<Planned> Resources { get; }

    /// <summary>What the files say, unevaluated: what waits for what stands only there.</summary>
    public JsonNode Configuration { get; }

    /// <summary>The environments of the repository, and one that takes every choice at once.</summary>
    public static string[] Files { get; } = ["environments/staging.tfvars", "environments/production.tfvars", "tests/everything.tfvars"];

    /// <summary>Staging with what it does not have, and without what its reconciler could do without.</summary>
    public static Plan Least => Of("environments/staging.tfvars", "reconciler={allow_scaling=false}", "load_balancer={access_logs=true}");

    /// <summary>The bucket that Terraform keeps its state in, which is a configuration of its own.</summary>
    public static Plan StateBucket => From("state-bucket", ["-var=region=eu-west-1"]);

    /// <summary>Images are given, so that the reconciler is among what is made.</summary>
    public static Plan Of(string file, params string[] variables) => From(".", [$"-var-file={file}", .. Variables(variables)]);

    /// <summary>Planned once a test run.</summary>
    private static Plan From(string folder, IReadOnlyList<string> arguments)
    {
        Offline.Require();
        return Known.GetOrAdd(string.Join(' ', [folder, .. arguments]), _ => new Lazy<Plan>(() =>
        {
            var (code, output, error) = Offline.Run(["show", folder, .. arguments]);
            Assert.True(code == 0, error);
            return new Plan(JsonNode.Parse(output)!);
        })).Value;
    }

    public static IEnumerable<string> Variables(params string[] variables) =>
        new[] { """images={api="0123abc",reconciler="0123abc"}""" }.Concat(variables).Select(variable => $"-var={variable}");

    public IReadOnlyList<Planned> All(string type) => [.. Resources.Where(resource => resource.Type == type)];

    public Planned One(string address) => Resources.Single(resource => resource.Address == address);
}
