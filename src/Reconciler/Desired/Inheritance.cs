using System.Collections.Immutable;
using Publican.Desired.Yaml;
using Publican.Sources;

namespace Publican.Desired;

/// <summary>
/// <c>extends</c>: puts a document on top of the one it names, before anything is read from it. What is wrong is reported where it stands, be it
/// in the one file or the other.
/// </summary>
internal sealed class Inheritance(SourceRevision revision, List<ErrorReport> reports)
{
    private readonly Dictionary<string, SourceFile> _files = revision.Files.Concat(revision.Bases).DistinctBy(file => file.Path).ToDictionary(file => file.Path, StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<YamlNode>> _bases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ErrorReport> _reports = new(StringComparer.Ordinal);

    /// <returns>The document with what it extends below it; a broken node when that cannot be had, which is then in the report.</returns>
    public YamlNode Resolve(YamlNode root, ErrorReport errors) => Resolve(root, errors, [errors.File]);

    private YamlNode Resolve(YamlNode root, ErrorReport errors, ImmutableArray<string> chain)
    {
        var name = DocumentKeys.Extends.Name;
        if (root is not YamlMapping { Entries: var entries } map || entries.FirstOrDefault(entry => entry.Key == name) is not { } extends) return root;
        var field = new Field(name, extends.Value, extends.At, errors);
        return Base(field, chain) is { } below
            ? Layers.Merge(below, map with { Entries = entries.Remove(extends) }, "", errors)
            : new YamlBroken(root.At);
    }

    private YamlMapping? Base(Field field, ImmutableArray<string> chain)
    {
        if (DocumentKeys.Extends.Read(field, Limits.OfAws) is not { } written) return null;
        var path = SourcePath.Combine(chain[^1], written);
        if (path == chain[^1]) field.Error("a file cannot extend itself");
        else if (chain.Contains(path)) field.Error($"these files extend each other in a circle: {string.Join(" → ", chain.Append(path))}");
        else if (!_files.TryGetValue(path, out var file)) field.Error(Missing(path));
        else if (file.Problem is { } problem) field.Error($"{path}: {problem}");
        else if (Documents(file) is not [var root]) field.Error(_reports[path].IsEmpty ? $"{path} holds {_bases[path].Length} documents; a file that is extended holds one" : $"{path} cannot be read; see its own error");
        else return Mapping(Resolve(root, _reports[path], chain.Add(path)), field, path);
        return null;
    }

    private string Missing(string path) => $"there is no file {path} in what the source holds of this environment"
        + (NearestKey.Of(path, _files.Keys) is { } near ? $"; did you mean {near}?" : $"; bases stand in a folder named {SourcePath.BaseFolder}, or elsewhere in the repository");

    private static YamlMapping? Mapping(YamlNode root, Field field, string path)
    {
        if (root is not (YamlMapping or YamlBroken)) field.Error($"{path} holds no mapping");
        return root as YamlMapping;
    }

    private ImmutableArray<YamlNode> Documents(SourceFile file)
    {
        if (_bases.TryGetValue(file.Path, out var known)) return known;
        reports.Add(_reports[file.Path] = new ErrorReport(file.Path));
        var text = YamlText.Decode(file, _reports[file.Path]);
        return _bases[file.Path] = text is null ? [] : YamlTree.Documents(text, _reports[file.Path]);
    }
}
