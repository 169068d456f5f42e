using System.Collections.Immutable;
using System.Text;
using Publican.Desired.Yaml;
using Publican.Sources;

namespace Publican.Desired;

/// <summary>Turns the files of a revision into specs, or into the complete list of what is wrong with them. Pure.</summary>
public static class DesiredReader
{
    private const string ApiVersion = "publican.dev/v1";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private sealed record Document(string Kind, string Name, MapReader Map, MapReader? Spec);

    /// <param name="endpointOverride">AWS_ENDPOINT_URL; wins over the Environment's endpoint.</param>
    public static DesiredResult Read(SourceRevision revision, Uri? endpointOverride)
    {
        var lists = new List<ErrorList>();
        var documents = revision.Files.SelectMany(file =>
        {
            var errors = new ErrorList(file.Path);
            lists.Add(errors);
            return Documents(file, errors);
        }).ToList();
        var general = new ErrorList("");
        lists.Add(general);

        var environment = TheEnvironment(documents, general, endpointOverride);

        // Services are read even without an environment, as if on AWS, so that one push can mend everything.
        var readAs = environment ?? new EnvironmentSpec
        {
            Name = "", Region = "", Outputs = "", Endpoint = endpointOverride, Sweep = TimeSpan.Zero,
            Timing = new TimingSpec { ReadLag = TimeSpan.Zero, Settle = TimeSpan.Zero, MetricDelay = TimeSpan.Zero },
        };
        var services = documents.Where(document => document.Kind == "Service").ToList();
        var specs = services
            .Select(document => (document, spec: ServiceReader.Read(document.Name, document.Spec, readAs)))
            .Where(read => read.spec is not null)
            .Select(read => (read.document.Map, Spec: read.spec!))
            .ToList();
        Conflicts.Check(specs);

        var found = lists.SelectMany(list => list.Errors).OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column).ToImmutableArray();
        return found.IsEmpty && environment is not null
            ? DesiredResult.Valid(new DesiredState(revision.Commit, environment, [.. specs.Select(item => item.Spec).OrderBy(spec => spec.Name, StringComparer.Ordinal)]))
            : DesiredResult.Invalid(found);
    }

    private static EnvironmentSpec? TheEnvironment(List<Document> documents, ErrorList general, Uri? endpointOverride)
    {
        var environments = documents.Where(document => document.Kind == "Environment").ToList();
        if (environments.Count == 0)
            general.Add(0, 0, "kind", "there is no document of kind Environment in the folder; add one (docs/desired-state.md shows it)");
        foreach (var second in environments.Skip(1))
            second.Map.Errors.Add(second.Map.Node, "kind", "there is a second Environment; one folder holds one environment");
        return environments is [var only, ..] ? EnvironmentReader.Read(only.Name, only.Spec, endpointOverride) : null;
    }

    private static IEnumerable<Document> Documents(SourceFile file, ErrorList errors)
    {
        if (file.Problem is { } unread)
        {
            errors.Add(1, 1, "", unread);
            return [];
        }

        try
        {
            var text = StrictUtf8.GetString(file.Content.Span);
            var zero = text.IndexOf('\0', StringComparison.Ordinal);
            if (zero >= 0)
                throw new YamlProblem(text.AsSpan(0, zero).Count('\n') + 1, 1, "the file is binary, not YAML text");
            return [.. YamlTree.Parse(text).Select(root => Head(root, errors)).OfType<Document>()];
        }
        catch (DecoderFallbackException error)
        {
            errors.Add(1, 1, "", $"the file is not UTF-8 text (byte {error.Index}); save it as UTF-8");
        }
        catch (YamlProblem problem)
        {
            errors.Add(problem.Line, problem.Column, "", problem.Message);
        }

        return [];
    }

    private static Document? Head(YamlNode root, ErrorList errors)
    {
        if (root is ScalarNode { IsNull: true })
            return null;
        if (root is not MapNode map)
        {
            errors.Add(root, "", "expected a mapping with apiVersion, kind, metadata and spec");
            return null;
        }

        var reader = new MapReader(map, "", errors);
        reader.Text("apiVersion", null, ApiVersion, value => value == ApiVersion ? null : $"expected {ApiVersion}, found '{value}'");
        var kind = reader.Text("kind", null, "Environment or Service", KindProblem);
        var metadata = reader.Map("metadata", required: true, "a mapping with name");
        var name = metadata?.Text("name", null, "a name", kind == "Service" ? ServiceReader.NameProblem : null) ?? "";
        metadata?.End("labels", "annotations");
        var spec = reader.Map("spec", required: true);
        reader.End();
        return new Document(kind, name, reader, spec);
    }

    private static string? KindProblem(string kind) => kind switch
    {
        "Environment" or "Service" => null,
        "Job" or "CronJob" => $"kind {kind} is not supported yet",
        _ => $"unknown kind '{kind}'; expected Environment or Service",
    };
}
