using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>One document on top of another: mappings are merged, anything else is replaced, and null takes a key away.</summary>
internal static class Layers
{
    public static YamlMapping Merge(YamlMapping below, YamlMapping above, string path, ErrorReport errors)
    {
        var entries = below.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        foreach (var entry in above.Entries)
        {
            var (key, has) = (KeyPath.Member(path, entry.Key), entries.TryGetValue(entry.Key, out var old));
            if (entry.Value is not YamlScalar { IsNull: true })
                entries[entry.Key] = old?.Value is YamlMapping lower && entry.Value is YamlMapping upper ? entry with { Value = Merge(lower, upper, key, errors) } : entry;
            else if (!has)
                errors.Add(entry.At, key, $"is empty, which takes a key of {below.At.File} away, and there is none of this name; write a value or remove the line");
            else
                entries.Remove(entry.Key);
        }

        // In the order of the file below: the first of two errors at one place is then the same as without a base.
        return above with { Entries = [.. entries.Values] };
    }
}
