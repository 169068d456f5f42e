using System.Collections.Immutable;

namespace Publican.Desired.Yaml;

/// <summary>What stands at one key, or the fact that nothing does. Readers record errors here and go on, so that all are found at once.</summary>
/// <param name="node">Null when the key is absent.</param>
/// <param name="at">Where to report when the key is absent: the mapping it is missing in.</param>
internal readonly struct Field(string path, YamlNode? node, Place at, ErrorReport errors)
{
    public string Path => path;

    public Place At => node?.At ?? at;

    public ErrorReport Errors => errors;

    /// <summary>Where it stands: with a base, not always the file that is read.</summary>
    public string File => At.File ?? errors.File;

    public YamlNode? Node => node;

    public bool IsAbsent => node is null;

    public void Error(string message)
    {
        if (node is not YamlBroken) errors.Add(At, path, message);
    }

    /// <returns>The scalar, or null when something else stands here, which is then reported.</returns>
    public YamlScalar? Scalar(string expected)
    {
        switch (node)
        {
            case YamlScalar { IsNull: false } scalar:
                return scalar;
            case null:
                Error($"is missing; expected {expected}");
                return null;
            default:
                Error($"expected {expected}, but found {Kind(node)}");
                return null;
        }
    }

    /// <summary>The items of a list; none when the key is absent.</summary>
    public ImmutableArray<Field> Items(string expected)
    {
        if (node is YamlSequence list)
        {
            var (prefix, report) = (path, errors);
            return [.. list.Items.Select((item, i) => new Field(KeyPath.Item(prefix, i), item, item.At, report))];
        }

        if (node is not null) Error($"expected {expected}, but found {Kind(node)}");
        return [];
    }

    /// <summary>What stands at a key of this mapping; absent when this is no mapping.</summary>
    public Field Child(string key)
    {
        var child = (node as YamlMapping)?.Entries.FirstOrDefault(entry => entry.Key == key);
        return new Field(KeyPath.Member(path, key), child?.Value, At, errors);
    }

    internal static string Kind(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => "nothing",
        YamlScalar scalar => Shown.Quoted(scalar.Text),
        YamlSequence => "a list",
        _ => "a mapping",
    };
}
