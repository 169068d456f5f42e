using System.Text.Json.Nodes;

namespace Publican.Desired.Yaml;

/// <summary>
/// A key of a mapping, declared once: its name, what may stand there, what it means without it, and what it is for. The reader reads by it,
/// and the schemas are written from it.
/// </summary>
internal abstract record Key(string Name, string Description)
{
    /// <summary>Whether a mapping without it is an error.</summary>
    public abstract bool IsRequired { get; }

    /// <summary>What a schema says of its value.</summary>
    public abstract JsonObject Schema(SchemaStyle style);

    public static Key<T> Of<T>(string name, Kind<T> kind, string description) => new(name, kind, description);
}

/// <inheritdoc/>
internal sealed record Key<T>(string Name, Kind<T> Kind, string Description) : Key(Name, Description)
{
    private Func<Limits, T>? Fallback { get; init; }

    public override bool IsRequired => Fallback is null && !Kind.MayBeAbsent;

    /// <summary>What holds when the key is absent.</summary>
    public Key<T> Or(T fallback) => Or(_ => fallback);

    /// <inheritdoc cref="Or(T)"/>
    public Key<T> Or(Func<Limits, T> fallback) => this with { Fallback = fallback };

    /// <summary>Absent, it is null.</summary>
    public Key<T> Optional() => Or(default(T)!);

    public T Read(Field field, Limits limits) => field.IsAbsent && Fallback is not null ? Fallback(limits) : Kind.Read(field, limits);

    public override JsonObject Schema(SchemaStyle style)
    {
        var schema = Kind.Schema(style);
        string[] sentences = [Description, Kind.Limit is { } limit ? OnAwsAndLocally("Takes ", limit) : "", Default(schema)];
        schema["description"] = string.Join(" ", sentences.Where(sentence => sentence.Length > 0));
        return style.Partial ? SchemaStyle.OrNull(schema) : schema;
    }

    // A default of the environment's own kind cannot stand in a schema; a sentence can say both.
    private string Default(JsonObject schema)
    {
        var (aws, local) = Fallback is null ? (null, null) : (Kind.Show(Fallback(Limits.OfAws)), Kind.Show(Fallback(Limits.OfLocal)));
        if (aws is null || local is null) return "";
        if (!JsonNode.DeepEquals(aws, local)) return $"Default: {aws}, locally {local}.";
        schema["default"] = aws;
        return "";
    }

    private static string OnAwsAndLocally(string before, Func<Limits, string> text)
    {
        var (aws, local) = (text(Limits.OfAws), text(Limits.OfLocal));
        return aws == local ? $"{before}{aws}." : $"{before}{aws}; locally {local}.";
    }
}
