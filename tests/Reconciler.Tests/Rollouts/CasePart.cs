using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Publican.Tests.Rollouts;

/// <summary>A mapping of a case file. A key that nobody asks for is a typing error, and fails the case.</summary>
internal sealed class CasePart(string where, YamlNode? node)
{
    private readonly Dictionary<string, YamlNode> _left = node switch
    {
        null => [],
        YamlMappingNode mapping => mapping.Children.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
        _ => throw new InvalidOperationException($"{where}: a mapping is needed here, not {node}"),
    };

    public static bool IsNone(YamlNode? node) => node is null or YamlScalarNode { Value: "none" };

    public bool Has(string key) => _left.ContainsKey(key);

    public YamlNode? Node(string key) => _left.Remove(key, out var value) ? value : null;

    public CasePart Part(string key) => new($"{where}.{key}", Node(key));

    public string? Text(string key) => Node(key) is { } value ? ((YamlScalarNode)value).Value : null;

    public int? Number(string key) => Text(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public bool Flag(string key) => Text(key) is { } text && bool.Parse(text);

    public TimeSpan? Duration(string key) => Text(key) is { } text
        ? Publican.Desired.Durations.Parse(text) ?? throw new InvalidOperationException($"{where}.{key}: {text} is no duration")
        : null;

    public IEnumerable<string> Texts(string key) => Node(key) is YamlSequenceNode list ? list.Children.Select(item => ((YamlScalarNode)item).Value!) : [];

    public IEnumerable<CasePart> Parts(string key) =>
        Node(key) is YamlSequenceNode list ? list.Children.Select((item, index) => new CasePart($"{where}.{key}[{index}]", item)) : [];

    public IEnumerable<(string Key, string Value)> Pairs()
    {
        foreach (var key in _left.Keys.ToList())
            yield return (key, Text(key)!);
    }

    public void End()
    {
        if (_left.Count > 0)
            throw new InvalidOperationException($"{where}: nobody reads {string.Join(", ", _left.Keys)}");
    }
}
