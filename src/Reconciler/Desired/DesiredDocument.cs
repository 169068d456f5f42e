using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>One YAML document whose head is read: what kind of thing it describes, and where its name and spec stand.</summary>
internal sealed record DesiredDocument(string File, string Kind, Field Name, Field Spec)
{
    public const string ApiVersion = "publican.dev/v1";
    public const string EnvironmentKind = "Environment";
    public const string ServiceKind = "Service";
    public const string JobKind = "Job";
    public const string CronJobKind = "CronJob";

    private static readonly ImmutableArray<DocumentKeys> All =
    [
        new(EnvironmentKind, "Where services run. Every environment's folder holds exactly one.", EnvironmentReader.Name, EnvironmentReader.Keys),
        new(ServiceKind, "What a team wants to run.", ServiceReader.Name, ServiceReader.Keys) { Condition = StrategySchema.Of },
        new(JobKind, "A task that is run once for each revision of it.", JobSpecReader.Name, JobSpecReader.Keys),
        new(CronJobKind, "A task that is run again and again, at times that cron tells.", JobSpecReader.Name, JobSpecReader.CronKeys),
    ];

    /// <summary>The kinds of documents there are.</summary>
    public static ImmutableArray<DocumentKeys> Known => All;

    /// <returns>Null when the kind is not one of ours, which is then in the report.</returns>
    public static DesiredDocument? Open(YamlNode root, ErrorReport errors)
    {
        var map = new MapReader(new Field("", root, root.At, errors), DocumentKeys.Head, Limits.OfAws);
        map.Get(DocumentKeys.Version);
        var metadata = new MapReader(map[DocumentKeys.Metadata], DocumentKeys.AnyMetadata, Limits.OfAws);
        return map.Get(DocumentKeys.KindKey) is { } kind ? new DesiredDocument(errors.File, kind, metadata[DocumentKeys.AnyName], RequiredSpec(map[DocumentKeys.Spec])) : null;
    }

    /// <summary>A missing spec is one error, not one for each key that it lacks.</summary>
    private static Field RequiredSpec(Field field)
    {
        if (!field.IsAbsent) return field;
        field.Error("is missing; expected a mapping");
        return new Field(field.Path, new YamlBroken(field.At), field.At, field.Errors);
    }

    internal static string KindExpected => $"{string.Join(", ", All[..^1].Select(kind => kind.Kind))} or {All[^1].Kind}";

    internal static string? KindProblem(string kind)
    {
        var names = All.Select(known => known.Kind).ToList();
        if (names.Contains(kind)) return null;
        var near = NearestKey.Of(kind, names);
        return FieldValues.NotExpected(KindExpected, kind) + (near is null ? "" : $"; did you mean {near}?");
    }
}
