using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>The keys of one kind of document.</summary>
/// <param name="Kind">As <c>kind</c> says it.</param>
/// <param name="Keys">Of its <c>spec</c>.</param>
internal sealed partial record DocumentKeys(string Kind, string Description, Key<string?> Name, KeySet Keys)
{
    public static readonly Key<string?> Version = Key.Of("apiVersion", Kinds.Word(DesiredDocument.ApiVersion), "The version of this format.");

    public static readonly Key<string?> KindKey = Key.Of(
        "kind", new Kind<string?>((field, _) => field.Text(DesiredDocument.KindExpected, DesiredDocument.KindProblem), _ => new JsonObject { ["type"] = "string" }), "What the document describes.");

    public static readonly Key<string?> Extends = Key.Of(
        "extends",
        Kinds.Text("the path of another file, relative to this one, such as ../base/beer-api.yaml", ExtendsForm()),
        "A file whose one document this one is put on top of: mappings are merged, lists replaced, and null takes a key away.").Optional();

    /// <summary>Each kind reads it in its own way, and says so when it is missing.</summary>
    public static readonly Key<Field> AnyName = Key.Of("name", new Kind<Field>((field, _) => field, _ => new JsonObject { ["type"] = "string" }), "The name.");

    public static readonly KeySet AnyMetadata = new(AnyName);
    public static readonly Key<Field> Metadata = Key.Of("metadata", Kinds.Map(AnyMetadata), "What the thing is called.");
    public static readonly Key<Field> Spec = Key.Of("spec", new Kind<Field>((field, _) => field, _ => new JsonObject { ["type"] = "object" }), "What is wanted.");
    public static readonly KeySet Head = new(Version, KindKey, Metadata, Spec);

    /// <summary>What a schema can say of several keys together; null for a kind without such.</summary>
    public Func<SchemaStyle, JsonObject>? Condition { get; init; }

    /// <summary>A document as it may be written: whole, or on top of another one.</summary>
    public JsonObject Schema(JsonObject definitions) => new()
    {
        ["type"] = "object",
        ["description"] = Description,
        ["if"] = new JsonObject { ["required"] = new JsonArray(Extends.Name) },
        ["then"] = Schema(new SchemaStyle(Partial: true, definitions)),
        ["else"] = Schema(new SchemaStyle(Partial: false, definitions)),
    };

    public JsonObject Schema(SchemaStyle style)
    {
        var spec = Spec with { Kind = Spec.Kind with { Schema = Keys.Schema } };
        var metadata = Metadata with { Kind = Kinds.Map(new KeySet(Name)) with { MayBeAbsent = false } };
        var kind = KindKey with { Kind = Kinds.Word(Kind) };
        var schema = (style.Partial ? new KeySet(Extends, Version, kind, metadata, spec) : new KeySet(Version, kind, metadata, spec)).Schema(style);
        schema["description"] = Description;
        if (!style.Partial && Condition is not null) schema["allOf"] = new JsonArray(Condition(style));
        return schema;
    }

    [GeneratedRegex(@"\A(?!/)[^\\\x00-\x1f]{1,240}\.ya?ml\z")]
    private static partial Regex ExtendsForm();
}
