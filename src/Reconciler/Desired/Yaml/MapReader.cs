using System.Collections.Immutable;

namespace Publican.Desired.Yaml;

/// <summary>A mapping with a fixed set of keys; any other key is reported. An absent mapping reads as an empty one, so that defaults apply.</summary>
internal sealed class MapReader
{
    private readonly Field _field;
    private readonly KeySet _keys;
    private readonly YamlMapping? _map;

    public MapReader(Field field, KeySet keys, Limits limits)
    {
        (_field, _keys, Limits) = (field, keys, limits);
        _map = Mapping(field);
        foreach (var entry in _map?.Entries ?? [])
        {
            if (keys.Problem(entry.Key) is { } problem) _field.Errors.Add(entry.At, KeyPath.Member(_field.Path, entry.Key), problem);
        }
    }

    public Limits Limits { get; }

    public Field this[Key key]
    {
        get
        {
            // Else a schema would not know of it.
            if (!_keys.Holds(key)) throw new InvalidOperationException($"{key.Name} is read, but is not among the keys of this mapping");
            var found = _field.Child(key.Name);
            // Not a mapping at all: that is reported once, and its missing keys are not.
            return _map is null && !_field.IsAbsent ? new Field(found.Path, new YamlBroken(_field.At), _field.At, _field.Errors) : found;
        }
    }

    public bool Has(Key key) => !this[key].IsAbsent;

    public T Get<T>(Key<T> key) => key.Read(this[key], Limits);

    /// <param name="fallback">Where what is absent means something else here than elsewhere.</param>
    public T Get<T>(Key<T> key, T fallback) => Has(key) ? Get(key) : fallback;

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
