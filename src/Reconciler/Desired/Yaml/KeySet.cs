using System.Collections.Immutable;

namespace Publican.Desired.Yaml;

/// <summary>The keys a mapping may have, and those that are known but refused, each with what to say.</summary>
internal sealed record KeySet
{
    private readonly ImmutableArray<string> _known;
    private readonly ImmutableDictionary<string, string> _refused;

    public KeySet(params ImmutableArray<string> known) : this(known, ImmutableDictionary<string, string>.Empty)
    {
    }

    private KeySet(ImmutableArray<string> known, ImmutableDictionary<string, string> refused) => (_known, _refused) = (known, refused);

    public KeySet NotYet(params ReadOnlySpan<string> keys)
    {
        var more = _refused.ToBuilder();
        foreach (var key in keys) more.Add(key, "is not supported yet; remove it");
        return new KeySet(_known, more.ToImmutable());
    }

    public KeySet Refuse(string key, string message) => new(_known, _refused.Add(key, message));

    /// <returns>What is wrong with a key of this name, or null.</returns>
    public string? Problem(string key)
    {
        if (_known.Contains(key)) return null;
        if (_refused.TryGetValue(key, out var message)) return message;
        return NearestKey.Of(key, _known) is { } near
            ? $"is not a known key; did you mean {near}?"
            : $"is not a known key; known here: {string.Join(", ", _known)}";
    }
}
