using System.Collections.Concurrent;
using Amazon.SecretsManager.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>Where secrets of Secrets Manager are and which version is the current one. Their values are never asked for.</summary>
public sealed class SecretsReader(LookUpClients lookUps)
{
    private const int AtOnce = 8; // AWS allows 10,000 a second
    private const string Current = "AWSCURRENT";
    private readonly ConcurrentDictionary<string, ManagedSecret> _last = new(StringComparer.Ordinal);

    /// <summary>By name, for those that exist or may exist: one that cannot be read is no reason to hold up services that need another one.</summary>
    public async Task<IReadOnlyDictionary<string, ManagedSecret>> ReadAsync(IEnumerable<string> names, CancellationToken cancel)
    {
        var found = new ConcurrentDictionary<string, ManagedSecret>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(names.Distinct(StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (name, _) =>
        {
            if (await DescribeAsync(name, cancel) is { } secret) found[name] = secret;
        });
        return found;
    }

    private async Task<ManagedSecret?> DescribeAsync(string name, CancellationToken cancel)
    {
        try
        {
            var answer = await lookUps.Secrets.DescribeSecretAsync(new DescribeSecretRequest { SecretId = name }, cancel);
            var version = (answer.VersionIdsToStages ?? []).FirstOrDefault(pair => pair.Value.Contains(Current)).Key;

            // One that is to be deleted is answered, too, and its value is not to be had any more.
            return version is null || answer.DeletedDate is not null ? null : _last[name] = new ManagedSecret(answer.ARN, version);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            return _last.TryGetValue(name, out var known) ? known : new ManagedSecret("", "") { Problem = AwsErrors.Describe(error) };
        }
    }
}

/// <param name="VersionId">Of the current version: a new one is a new revision.</param>
public sealed record ManagedSecret(string Arn, string VersionId)
{
    /// <summary>Why nothing is known of it; null when it is.</summary>
    public string? Problem { get; init; }
}
