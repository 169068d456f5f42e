using System.Collections.Immutable;
using LocalCloud.Protocols;

namespace LocalCloud.Secrets;

/// <summary>The secrets of the region.</summary>
internal sealed class SecretStore(RegionOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(options.Seed);
    private ImmutableDictionary<string, StoredSecret> _secrets = ImmutableDictionary.Create<string, StoredSecret>(StringComparer.Ordinal);

    /// <param name="id">A name, or an ARN with its six letters.</param>
    /// <exception cref="AwsException">ResourceNotFoundException.</exception>
    public StoredSecret Get(string id)
    {
        lock (_gate) return Find(id) ?? throw new AwsException("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    public (StoredSecret Secret, string Version) Create(string name, string value, string? description)
    {
        lock (_gate)
        {
            if (_secrets.ContainsKey(name)) throw new AwsException("ResourceExistsException", $"The operation failed because the secret {name} already exists.");
            var (version, now) = (NewVersion(), time.GetUtcNow());
            var secret = new StoredSecret(
                Arn.Of(options.Region, "secretsmanager", $"secret:{name}-{Letters(6)}"), name, description,
                ImmutableDictionary.Create<string, string>(StringComparer.Ordinal).Add(version, value), version, null, now, now);
            _secrets = _secrets.Add(name, secret);
            return (secret, version);
        }
    }

    public (StoredSecret Secret, string Version) Put(string id, string value)
    {
        lock (_gate)
        {
            var (before, version) = (Get(id), NewVersion());
            var after = before with { Versions = before.Versions.Add(version, value), Current = version, Previous = before.Current, ChangedAt = time.GetUtcNow() };
            _secrets = _secrets.SetItem(before.Name, after);
            return (after, version);
        }
    }

    private StoredSecret? Find(string id) => _secrets.GetValueOrDefault(id) ?? _secrets.Values.FirstOrDefault(secret => secret.Arn == id);

    private string NewVersion()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private string Letters(int count)
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        return string.Concat(Enumerable.Range(0, count).Select(_ => letters[_random.Next(letters.Length)]));
    }
}
