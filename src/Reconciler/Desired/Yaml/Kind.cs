using System.Text.Json.Nodes;

namespace Publican.Desired.Yaml;

/// <summary>What may stand at a key: how it is read, and how a schema says the same. <see cref="Kinds"/> has those there are.</summary>
/// <param name="Read">Answers null, or an empty value, after it has recorded what is wrong.</param>
internal sealed record Kind<T>(Func<Field, Limits, T> Read, Func<SchemaStyle, JsonObject> Schema)
{
    /// <summary>Nothing is a value, too: an empty list, a mapping with all its defaults.</summary>
    public bool MayBeAbsent { get; init; }

    /// <summary>A value as somebody would write it; null where a schema shows no default.</summary>
    public Func<T, JsonNode?> Show { get; init; } = _ => null;

    /// <summary>What a value may be, where that depends on the environment and a schema cannot know it.</summary>
    public Func<Limits, string>? Limit { get; init; }
}
