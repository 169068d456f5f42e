using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>One YAML document whose head is read: what kind of thing it describes, and where its name and spec stand.</summary>
internal sealed record DesiredDocument(string File, string Kind, Field Name, Field Spec)
{
    public const string ApiVersion = "publican.dev/v1";
    public const string EnvironmentKind = "Environment";
    public const string ServiceKind = "Service";
    private static readonly ImmutableArray<string> Kinds = [EnvironmentKind, ServiceKind];
    private static readonly ImmutableArray<string> KindsToCome = ["Job", "CronJob"];
    private static readonly KeySet Keys = new KeySet("apiVersion", "kind", "metadata", "spec").NotYet("extends");
    private static readonly KeySet MetadataKeys = new("name");

    /// <returns>Null when the kind is not one of ours, which is then in the report.</returns>
    public static DesiredDocument? Open(YamlNode root, ErrorReport errors)
    {
        var map = new MapReader(new Field("", root, root.At, errors), Keys);
        map["apiVersion"].Text(ApiVersion, text => text == ApiVersion ? null : FieldValues.NotExpected(ApiVersion, text));
        var metadata = new MapReader(map["metadata"], MetadataKeys);
        var kind = map["kind"].Text(string.Join(" or ", Kinds), KindProblem);
        return kind is null ? null : new DesiredDocument(errors.File, kind, metadata["name"], RequiredSpec(map["spec"]));
    }

    /// <summary>A missing spec is one error, not one for each key that it lacks.</summary>
    private static Field RequiredSpec(Field field)
    {
        if (!field.IsAbsent) return field;
        field.Error("is missing; expected a mapping");
        return new Field(field.Path, new YamlBroken(field.At), field.At, field.Errors);
    }

    private static string? KindProblem(string kind)
    {
        if (Kinds.Contains(kind)) return null;
        if (KindsToCome.Contains(kind)) return $"kind {kind} is not supported yet; remove this document";
        var near = NearestKey.Of(kind, Kinds);
        return FieldValues.NotExpected(string.Join(" or ", Kinds), kind) + (near is null ? "" : $"; did you mean {near}?");
    }
}
