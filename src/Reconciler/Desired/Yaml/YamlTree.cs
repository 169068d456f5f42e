using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Publican.Desired.Yaml;

/// <summary>
/// Turns parser events into nodes that know their place. Refuses what makes YAML surprising or dangerous:
/// anchors and aliases (a few lines can stand for gigabytes), tags, merge keys, and structure far beyond any desired state.
/// </summary>
internal sealed class YamlTree
{
    private const int DeepestLevel = 32;
    private const int MostNodes = 20_000;
    private readonly CarefulParser _parser;
    private readonly ErrorReport _errors;
    private int _nodes;

    private YamlTree(string text, ErrorReport errors) => (_parser, _errors) = (new CarefulParser(text), errors);

    /// <returns>The documents up to the first syntax error, which is in the report. Empty documents are left out.</returns>
    public static ImmutableArray<YamlNode> Documents(string text, ErrorReport errors)
    {
        var documents = ImmutableArray.CreateBuilder<YamlNode>();
        try
        {
            var tree = new YamlTree(text, errors);
            tree._parser.Consume<StreamStart>();
            while (tree._parser.TryConsume<DocumentStart>(out _))
            {
                var root = tree.Node("", 0);
                tree._parser.Consume<DocumentEnd>();
                if (root is not YamlScalar { IsNull: true }) documents.Add(root);
            }
        }
        catch (YamlException exception)
        {
            errors.Add(PlaceOf(exception.Start, errors), "", $"this is not valid YAML: {Shown.Sentence(exception.Message)}");
        }

        return documents.ToImmutable();
    }

    private YamlNode Node(string path, int level)
    {
        var at = PlaceOf(_parser.Current!.Start);
        if (level > DeepestLevel) throw Refused($"nested deeper than {DeepestLevel} levels");
        if (++_nodes > MostNodes) throw Refused($"more than {MostNodes} values in one file");
        if (_parser.TryConsume<AnchorAlias>(out _))
        {
            _errors.Add(at, path, "aliases (*name) are not supported; write the value out");
            return new YamlBroken(at);
        }

        // For some malformed mappings the parser ends the mapping where a value should stand.
        RefuseAnchorAndTag(_parser.Current as NodeEvent ?? throw Refused("a value is missing here"), path);
        if (_parser.TryConsume<Scalar>(out var scalar)) return new YamlScalar(at, scalar.Value, scalar.Style == ScalarStyle.Plain);
        if (_parser.TryConsume<SequenceStart>(out _)) return Sequence(at, path, level);
        _parser.Consume<MappingStart>();
        return Mapping(at, path, level);
    }

    private YamlSequence Sequence(Place at, string path, int level)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(KeyPath.Item(path, items.Count), level + 1));
        return new YamlSequence(at, items.ToImmutable());
    }

    private YamlMapping Mapping(Place at, string path, int level)
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(path, level + 1);
            var entry = key is YamlScalar { Text: var name }
                ? new YamlEntry(name, key.At, Node(KeyPath.Member(path, name), level + 1))
                : new YamlEntry("", key.At, Node(path, level + 1));
            if (key is not YamlScalar) _errors.Add(key.At, path, "a key must be plain text");
            else if (entry.Key == "<<") _errors.Add(key.At, path, "merge keys (<<) are not supported; write the values out");
            else if (!entries.TryAdd(entry.Key, entry)) Duplicate(path, entry, entries[entry.Key]);
        }

        return new YamlMapping(at, [.. entries.Values.OrderBy(entry => entry.At.Line).ThenBy(entry => entry.At.Column)]);
    }

    private void Duplicate(string path, YamlEntry second, YamlEntry first) =>
        _errors.Add(second.At, KeyPath.Member(path, second.Key), $"stands twice; the first is on line {first.At.Line}");

    private void RefuseAnchorAndTag(NodeEvent node, string path)
    {
        if (!node.Anchor.IsEmpty)
            _errors.Add(PlaceOf(node.Start), path, $"anchors (&{Shown.Plain(node.Anchor.Value)}) are not supported; write the value out where it is used");
        if (!node.Tag.IsEmpty) _errors.Add(PlaceOf(node.Start), path, $"tags ({Shown.Plain(node.Tag.ToString())}) are not supported; remove it");
    }

    private YamlException Refused(string message) => new(_parser.Current!.Start, _parser.Current.End, message);

    private Place PlaceOf(Mark mark) => PlaceOf(mark, _errors);

    private static Place PlaceOf(Mark mark, ErrorReport errors) => new((int)mark.Line, (int)mark.Column, errors.File);
}
