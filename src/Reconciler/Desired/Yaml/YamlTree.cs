using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Publican.Desired.Yaml;

/// <summary>A YAML document as a tree in which everything knows its place. Lines and columns count from 1.</summary>
internal abstract record YamlNode(int Line, int Column);

internal sealed record ScalarNode(string Value, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    public bool IsNull => IsPlain && Value is ("" or "~" or "null");
}

internal sealed record ListNode(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column);

internal sealed record MapNode(IReadOnlyList<(ScalarNode Key, YamlNode Value)> Entries, int Line, int Column) : YamlNode(Line, Column);

/// <summary>Something that is no usable YAML, and where.</summary>
internal sealed class YamlProblem(int line, int column, string message) : Exception(message)
{
    public int Line => line;

    public int Column => column;
}

internal static class YamlTree
{
    /// <summary>Deeper than any desired state needs; a bomb ends here instead of on the stack.</summary>
    private const int MaxDepth = 32;

    /// <exception cref="YamlProblem">Not YAML, aliases, or too deep.</exception>
    public static IReadOnlyList<YamlNode> Parse(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            var documents = new List<YamlNode>();
            parser.Consume<StreamStart>();
            while (!parser.TryConsume<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                documents.Add(Read(parser, 0));
                parser.Consume<DocumentEnd>();
            }

            return documents;
        }
        catch (YamlException error)
        {
            throw new YamlProblem((int)error.Start.Line, (int)error.Start.Column, $"not valid YAML: {error.Message.Split(": ", 2)[^1]}{Hint(text, (int)error.Start.Line)}");
        }
    }

    private static YamlNode Read(IParser parser, int depth)
    {
        var (line, column) = ((int)parser.Current!.Start.Line, (int)parser.Current.Start.Column);
        if (depth > MaxDepth)
            throw new YamlProblem(line, column, $"nested deeper than {MaxDepth} levels");
        if (parser.TryConsume<Scalar>(out var scalar))
            return new ScalarNode(scalar.Value, scalar.Style is ScalarStyle.Plain, line, column);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Read(parser, depth + 1));
            return new ListNode(items, line, column);
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            var entries = new List<(ScalarNode, YamlNode)>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = Read(parser, depth + 1) as ScalarNode ?? throw new YamlProblem(line, column, "a key must be a plain word");
                entries.Add((key, Read(parser, depth + 1)));
            }

            return new MapNode(entries, line, column);
        }

        throw new YamlProblem(line, column, parser.Current is AnchorAlias
            ? "aliases (*name) are not supported; write the value out"
            : $"unexpected {parser.Current.GetType().Name}");
    }

    private static string Hint(string text, int line) =>
        text.Split('\n').ElementAtOrDefault(line - 1)?.Contains('\t') == true ? " (there is a tab in this line; YAML indents with spaces)" : "";
}
