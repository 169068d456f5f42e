namespace Publican.Desired.Yaml;

/// <summary>Reads the keys of one mapping. What is not asked for by <see cref="End"/> is an error with the nearest known key.</summary>
internal sealed class MapReader
{
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly MapNode _map;

    public MapReader(MapNode map, string path, ErrorList errors)
    {
        (_map, Path, Errors) = (map, path, errors);
        foreach (var (key, value) in map.Entries)
        {
            if (!_values.TryAdd(key.Value, value))
                errors.Add(key, Key(key.Value), $"'{key.Value}' is given twice; keep one");
        }
    }

    public string Path { get; }

    public ErrorList Errors { get; }

    public YamlNode Node => _map;

    public string Key(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>The value of a key, null when it is absent or null.</summary>
    public YamlNode? Find(string name)
    {
        _known.Add(name);
        return _values.GetValueOrDefault(name) is { } node and not ScalarNode { IsNull: true } ? node : null;
    }

    public YamlNode? Require(string name, string expected)
    {
        var node = Find(name);
        if (node is null)
            Errors.Add(_map, Key(name), $"'{name}' is missing; expected {expected}");
        return node;
    }

    public MapReader? Map(string name, bool required = false, string expected = "a mapping") =>
        (required ? Require(name, expected) : Find(name)) is { } node ? AsMap(node, Key(name), expected) : null;

    public MapReader? AsMap(YamlNode node, string path, string expected)
    {
        if (node is MapNode map)
            return new MapReader(map, path, Errors);
        Errors.Add(node, path, $"expected {expected}");
        return null;
    }

    public IReadOnlyList<YamlNode> List(string name) => Find(name) switch
    {
        null => [],
        ListNode list => list.Items,
        var other => Wrong(other, name),
    };

    public IEnumerable<(ScalarNode Key, YamlNode Value)> Entries => _map.Entries;

    /// <summary>Reports every key that nobody asked for.</summary>
    /// <param name="later">Keys of the design that do not work yet; saying so is better than calling them typos.</param>
    public void End(params IReadOnlyCollection<string> later)
    {
        foreach (var (key, _) in _map.Entries.DistinctBy(entry => entry.Key.Value))
        {
            if (_known.Contains(key.Value))
                continue;
            if (later.Contains(key.Value))
                Errors.Add(key, Key(key.Value), $"'{key.Value}' is not supported yet; remove it");
            else
                Errors.Add(key, Key(key.Value), $"unknown key '{key.Value}'{Nearest(key.Value)}; known keys: {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }
    }

    private string Nearest(string word)
    {
        var best = _known.Select(known => (known, distance: Distance(word.ToLowerInvariant(), known.ToLowerInvariant()))).OrderBy(item => item.distance).FirstOrDefault();
        return best.known is not null && best.distance <= Math.Max(1, word.Length / 2) ? $", did you mean '{best.known}'?" : "";
    }

    // Levenshtein, bounded by the length of keys people type.
    private static int Distance(string one, string other)
    {
        if (one.Length > 64)
            return int.MaxValue;
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }

    private IReadOnlyList<YamlNode> Wrong(YamlNode node, string name)
    {
        Errors.Add(node, Key(name), "expected a list");
        return [];
    }
}
