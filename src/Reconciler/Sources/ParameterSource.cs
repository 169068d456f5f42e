using System.Collections.Immutable;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Aws;

namespace Publican.Sources;

/// <summary>
/// SSM Parameter Store. A poll reads the manifest, one call; documents are read only in versions that were not read before.
/// Without a manifest there is nothing to read: what stands below the path may be half written, however often it looks the same.
/// </summary>
public sealed class ParameterSource(ParameterAddress address, IAmazonSimpleSystemsManagement ssm) : ISource
{
    private const int NamesPerCall = 10;
    private ImmutableDictionary<string, string> _values = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
    private (string Manifest, SourceRevision Revision)? _last;

    public async Task<SourceRevision> ReadAsync(CancellationToken cancellationToken)
    {
        var parameter = await ManifestAsync(cancellationToken);
        if (_last is { } last && last.Manifest == parameter.Value)
            return last.Revision;
        var manifest = Parse(parameter.Value);
        _values = await ValuesAsync(manifest, cancellationToken);
        var files = new FileSet();
        foreach (var (name, versions) in manifest.Documents)
            files.Add(File(name, new ParameterDocument(versions.IsPacked, [.. address.Selectors(name, versions).Select(selector => _values[selector])])));
        var revision = new SourceRevision(manifest.Revision, [.. files.InOrder.Where(file => !SourcePath.LeadsOut(file.Path))], HistoryRewritten: false)
        {
            Bases = [.. files.InOrder.Where(file => SourcePath.LeadsOut(file.Path))],
            When = parameter.LastModifiedDate is { } at ? new DateTimeOffset(at.ToUniversalTime()) : default,
        };
        _last = (parameter.Value, revision);
        return revision;
    }

    private async Task<Parameter> ManifestAsync(CancellationToken cancel)
    {
        try
        {
            var parameter = (await ssm.GetParameterAsync(new GetParameterRequest { Name = address.Manifest }, cancel)).Parameter;
            return parameter.Type == ParameterType.SecureString ? throw Secret(address.Manifest) : parameter;
        }
        catch (ParameterNotFoundException)
        {
            throw new SourceException(
                SourceFailure.NotPublished,
                $"the parameter {address.Manifest} is not there; the last good desired state stays in force, publish one: publican publish FOLDER {address}");
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            throw Unread(address.Manifest, error);
        }
    }

    private ParameterManifest Parse(string text)
    {
        try
        {
            return ParameterManifest.Parse(text, address);
        }
        catch (FormatException error)
        {
            throw new SourceException(
                SourceFailure.BadManifest,
                $"the manifest {address.Manifest} {error.Message.TrimEnd('.')}; the last good desired state stays in force, publish again: publican publish FOLDER {address}",
                error);
        }
    }

    private async Task<ImmutableDictionary<string, string>> ValuesAsync(ParameterManifest manifest, CancellationToken cancel)
    {
        var wanted = manifest.Documents.SelectMany(document => address.Selectors(document.Key, document.Value)).ToHashSet(StringComparer.Ordinal);
        var values = _values.Where(value => wanted.Contains(value.Key)).ToImmutableDictionary(StringComparer.Ordinal).ToBuilder();
        foreach (var chunk in wanted.Where(selector => !values.ContainsKey(selector)).Chunk(NamesPerCall))
        {
            foreach (var parameter in await BatchAsync(chunk, cancel))
                values[$"{parameter.Name}:{parameter.Version}"] = parameter.Type == ParameterType.SecureString ? throw Secret(parameter.Name) : parameter.Value;
        }

        var missing = wanted.Where(selector => !values.ContainsKey(selector)).ToList();
        return missing.Count == 0
            ? values.ToImmutable()
            : throw new SourceException(
                SourceFailure.VersionMissing,
                $"the manifest {address.Manifest} names what is not there: {string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? ", …" : "")} " +
                $"(name:version); the last good desired state stays in force, publish again: publican publish FOLDER {address}");
    }

    private async Task<List<Parameter>> BatchAsync(string[] selectors, CancellationToken cancel)
    {
        try
        {
            return (await ssm.GetParametersAsync(new GetParametersRequest { Names = [.. selectors] }, cancel)).Parameters ?? [];
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            throw Unread($"{address.Path}/documents", error);
        }
    }

    private static SourceFile File(string name, ParameterDocument document)
    {
        try
        {
            return new SourceFile(name, document.Content());
        }
        catch (FormatException error)
        {
            return SourceFile.Unread(name, $"the value of the parameter{(document.Values.Length == 1 ? "" : "s together")} {error.Message}; publish it again");
        }
    }

    private static SourceException Unread(string what, Exception error) => AwsErrors.IsDenied(error)
        ? new SourceException(
            SourceFailure.Denied,
            $"{what} may not be read ({AwsErrors.Describe(error).TrimEnd('.')}); allow ssm:GetParameter and ssm:GetParameters there. The last good desired state stays in force",
            error)
        : new SourceException(
            SourceFailure.Unreachable, $"{what} cannot be read: {AwsErrors.Describe(error).TrimEnd('.')}; the last good desired state stays in force", error);

    private static SourceException Secret(string name) => new(
        SourceFailure.BadManifest, $"{name} is a SecureString; the desired state is no secret, and holds none: write it as a String");
}
