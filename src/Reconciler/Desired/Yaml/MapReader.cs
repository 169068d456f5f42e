using System.Collections.Immutable;

namespace Publican.Desired.Yaml;

/// <summary>A mapping with a fixed set of keys; any other key is reported. An absent mapping reads as an empty one, so that defaults apply.</summary>
internal sealed class MapReader
{
    private readonly Field _field;
    private readonly YamlMapping? _map;

    public MapReader(Field field, KeySet keys)
    {
        _field = field;
        _map = Mapping(field);
        foreach (var entry in _map?.Entries ?? [])
        {
            if (keys.Problem(entry.Key) is { } problem) _field.Errors.Add(entry.At, KeyPath.Member(_field.Path, entry.Key), problem);
        }
    }

    public Field this[string key]
    {
        get
        {
            var found = _field.Child(key);
            // Not a mapping at all: that is reported once, and its missing keys are not.
            return _map is null && !_field.IsAbsent ? new Field(found.Path, new YamlBroken(_field.At), _field.At, _field.Errors) : found;
        }
    }

    public bool Has(string key) => !this[key].IsAbsent;

    /// <summary>Every member of a mapping with free keys.</summary>
    public static ImmutableArray<(string Key, Field Value, Place KeyAt)> Members(Field field) => Mapping(field) is { } map
        ? [.. map.Entries.Select(entry => (entry.Key, field.Child(entry.Key), entry.At))]
        : [];

    private static YamlMapping? Mapping(Field field)
    {
        if (field.Node is not (null or YamlMapping)) field.Error($"expected a mapping, but found {Field.Kind(field.Node)}");
        return field.Node as YamlMapping;
    }
}
