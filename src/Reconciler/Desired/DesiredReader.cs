using System.Collections.Immutable;
using Publican.Desired.Yaml;
using Publican.Sources;

namespace Publican.Desired;

/// <summary>Files to specs: pure, and complete in its errors. docs/desired-state.md lists every key.</summary>
public static class DesiredReader
{
    /// <param name="endpointOverride">
    /// Where AWS is called whatever the file says (AWS_ENDPOINT_URL); it decides with which limits durations are read.
    /// </param>
    public static DesiredResult Read(SourceRevision revision, Uri? endpointOverride)
    {
        var reports = new List<ErrorReport>();
        var inheritance = new Inheritance(revision, reports);
        var documents = revision.Files.Where(file => !SourcePath.IsBase(file.Path)).SelectMany(file => Documents(file, reports, inheritance.Resolve)).ToList();
        var environment = Environment(documents, reports, endpointOverride);
        var limits = new Limits(environment?.IsLocal ?? endpointOverride?.IsLoopback ?? true, environment?.Timing.MetricDelay ?? TimeSpan.Zero)
        {
            Headroom = environment?.Timing.Headroom ?? 1,
        };
        var conflicts = new Conflicts();
        var services = Services(documents, conflicts, limits);
        var jobs = Jobs(documents, conflicts, limits);
        // What stands in a base is found by each that extends it.
        var errors = reports.SelectMany(report => report.InOrder()).Distinct()
            .OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column).ToImmutableArray();
        return errors.IsEmpty && environment is not null
            ? DesiredResult.Valid(new DesiredState(revision.Commit, environment, services) { Jobs = jobs })
            : DesiredResult.Invalid(errors);
    }

    /// <summary>Whether one of a file's documents is of kind Environment, be it right or not.</summary>
    internal static bool DescribesAnEnvironment(SourceFile file) => Documents(file, [], (root, _) => root).Any(document => document.Kind == DesiredDocument.EnvironmentKind);

    private static List<DesiredDocument> Documents(SourceFile file, List<ErrorReport> reports, Func<YamlNode, ErrorReport, YamlNode> resolve)
    {
        var errors = new ErrorReport(file.Path);
        reports.Add(errors);
        if (YamlText.Decode(file, errors) is not { } text) return [];
        return [.. YamlTree.Documents(text, errors).Select(root => DesiredDocument.Open(resolve(root, errors), errors)).OfType<DesiredDocument>()];
    }

    /// <summary>Exactly one document describes the environment. Null when there is none, which may be because a file could not be read.</summary>
    private static EnvironmentSpec? Environment(List<DesiredDocument> documents, List<ErrorReport> reports, Uri? endpointOverride)
    {
        var found = documents.Where(document => document.Kind == DesiredDocument.EnvironmentKind).ToList();
        foreach (var surplus in found.Skip(1)) surplus.Name.Error($"a folder describes one environment; {found[0].File} describes one already");
        if (found.Count > 0) return EnvironmentReader.Read(found[0], endpointOverride);
        if (reports.All(report => report.IsEmpty))
        {
            var none = new ErrorReport("");
            none.Add("no document of kind Environment was found; every environment's folder holds exactly one");
            reports.Add(none);
        }

        return null;
    }

    private static ImmutableArray<ServiceSpec> Services(List<DesiredDocument> documents, Conflicts conflicts, Limits limits)
    {
        var dependencies = new Dependencies();
        var services = ImmutableArray.CreateBuilder<ServiceSpec>();
        foreach (var document in documents.Where(document => document.Kind == DesiredDocument.ServiceKind))
        {
            var service = ServiceReader.Read(document, limits);
            conflicts.Add(document, service);
            dependencies.Add(service.Name, ServiceReader.DependsOn.Read(document.Spec.Child(ServiceReader.DependsOn.Name), limits));
            services.Add(service);
        }

        dependencies.Check();

        return [.. services.OrderBy(service => service.Name, StringComparer.Ordinal)];
    }

    private static ImmutableArray<JobSpec> Jobs(List<DesiredDocument> documents, Conflicts conflicts, Limits limits)
    {
        var jobs = ImmutableArray.CreateBuilder<JobSpec>();
        foreach (var document in documents.Where(document => document.Kind is DesiredDocument.JobKind or DesiredDocument.CronJobKind))
        {
            jobs.Add(JobSpecReader.Read(document, limits));
            conflicts.Add(document, jobs[^1]);
        }

        return [.. jobs.OrderBy(job => job.Name, StringComparer.Ordinal)];
    }
}
