using System.Collections.Immutable;

namespace Publican.Desired.Yaml;

/// <summary>A place in a file; both count from 1.</summary>
/// <param name="File">Null where the file as a whole is meant.</param>
internal readonly record struct Place(int Line, int Column, string? File = null);

internal abstract record YamlNode(Place At);

/// <param name="Plain">Written without quotes: only then can it mean a number or nothing.</param>
internal sealed record YamlScalar(Place At, string Text, bool Plain) : YamlNode(At)
{
    public bool IsNull => Plain && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record YamlMapping(Place At, ImmutableArray<YamlEntry> Entries) : YamlNode(At);

internal sealed record YamlEntry(string Key, Place At, YamlNode Value);

internal sealed record YamlSequence(Place At, ImmutableArray<YamlNode> Items) : YamlNode(At);

/// <summary>Something that is reported already; whoever reads it stays silent.</summary>
internal sealed record YamlBroken(Place At) : YamlNode(At);
