using System.Collections.Immutable;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Publican.Aws;
using Publican.Sources;

namespace Publican.Publishing;

/// <summary>
/// Writes documents first and the manifest last. Until then nobody reads what was written, because the manifest in force names the
/// versions before; so wherever it is stopped, and whoever else publishes at the same time, no reader gets a mixture. Nothing is
/// deleted: a reader may be on its way with the manifest before.
/// </summary>
public sealed class Publisher(IAmazonSimpleSystemsManagement ssm, ParameterAddress address)
{
    private const int NamesPerCall = 10;

    /// <returns>What was done, in one sentence.</returns>
    /// <exception cref="PublishException">Something could not be read or written; the message says what is in force.</exception>
    public async Task<string> PublishAsync(string revision, ImmutableArray<SourceFile> files, CancellationToken cancel)
    {
        var (text, version) = await ManifestAsync(cancel);
        var before = Parse(text);
        var known = before is null ? [] : await ValuesAsync(before, cancel);
        var documents = ImmutableSortedDictionary.CreateBuilder<string, DocumentVersions>(StringComparer.Ordinal);
        var written = 0;
        foreach (var file in files)
        {
            var document = ParameterDocument.Of(file.Content.Span);
            var versions = ImmutableArray.CreateBuilder<long>(document.Values.Length);
            foreach (var (index, value) in document.Values.Index())
            {
                var name = document.IsPacked ? address.Part(file.Path, index + 1) : address.Document(file.Path);
                if (!known.TryGetValue(name, out var old) || old.Value != value)
                {
                    versions.Add(await PutAsync(name, value, $"{address} still holds {Standing(before)}", cancel));
                    written++;
                }
                else
                {
                    versions.Add(old.Version);
                }
            }

            documents[file.Path] = new DocumentVersions(document.IsPacked, versions.ToImmutable());
        }

        var manifest = new ParameterManifest(revision, documents.ToImmutable()).Write();
        if (manifest == text)
            return $"{address} holds {revision} already: nothing was written";
        if (manifest.Length > ParameterDocument.MostPlain)
        {
            throw new PublishException(
                $"{address.Manifest} would have {manifest.Length:N0} characters, and a parameter holds {ParameterDocument.MostPlain:N0}: {files.Length} files are too many. " +
                $"Put several services into one file; {address} still holds {Standing(before)}");
        }

        var now = await PutAsync(address.Manifest, manifest, "whether it is in force is not known; repeat the command", cancel);
        var others = now > version + 1 ? $". Somebody else published meanwhile: their revision was replaced by this one" : "";
        return $"{address} holds {revision}: {files.Length} documents, {written} parameters written and then the manifest, version {now}{others}";
    }

    private static string Standing(ParameterManifest? before) => before is null ? "no revision" : before.Revision;

    /// <summary>What is there and is no manifest cannot say what to keep: it is replaced.</summary>
    private ParameterManifest? Parse(string? text)
    {
        try
        {
            return text is null ? null : ParameterManifest.Parse(text, address);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<(string? Text, long Version)> ManifestAsync(CancellationToken cancel)
    {
        try
        {
            var parameter = (await ssm.GetParameterAsync(new GetParameterRequest { Name = address.Manifest }, cancel)).Parameter;
            return (parameter.Value, parameter.Version ?? 0);
        }
        catch (ParameterNotFoundException)
        {
            return (null, 0);
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            throw new PublishException($"{address.Manifest} cannot be read: {AwsErrors.Describe(error)}. Nothing was written; publishing needs ssm:GetParameter, ssm:GetParameters and ssm:PutParameter");
        }
    }

    /// <summary>By name, in the versions that the manifest names.</summary>
    private async Task<Dictionary<string, (string Value, long Version)>> ValuesAsync(ParameterManifest manifest, CancellationToken cancel)
    {
        var values = new Dictionary<string, (string, long)>(StringComparer.Ordinal);
        foreach (var chunk in manifest.Documents.SelectMany(document => address.Selectors(document.Key, document.Value)).Chunk(NamesPerCall))
        {
            try
            {
                foreach (var parameter in (await ssm.GetParametersAsync(new GetParametersRequest { Names = [.. chunk] }, cancel)).Parameters ?? [])
                    values[parameter.Name] = (parameter.Value, parameter.Version ?? 0);
            }
            catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
            {
                throw new PublishException($"{address.Path}/documents cannot be read: {AwsErrors.Describe(error)}. Nothing was written");
            }
        }

        return values;
    }

    private async Task<long> PutAsync(string name, string value, string otherwise, CancellationToken cancel)
    {
        try
        {
            // The smallest tier that holds it: up to 4 KB cost nothing.
            var answer = await ssm.PutParameterAsync(
                new PutParameterRequest { Name = name, Value = value, Type = ParameterType.String, Tier = ParameterTier.IntelligentTiering, Overwrite = true }, cancel);
            return answer.Version ?? 0;
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            throw new PublishException($"{name} was not written: {AwsErrors.Describe(error)}; {otherwise}");
        }
    }
}
