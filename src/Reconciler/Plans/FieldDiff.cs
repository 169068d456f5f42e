using System.Collections.Immutable;
using Amazon.ECS.Model;
using Publican.Actions;

namespace Publican.Plans;

/// <param name="Before">Null where the field is new.</param>
/// <param name="After">Null where it goes.</param>
internal sealed record FieldChange(string Path, string? Before, string? After);

/// <summary>
/// A task definition against the one that runs, field by field. Only what Publican writes is compared: ECS fills in defaults, and a default is no change.
/// What has a name (a container, a variable, a secret) and is not written any more goes.
/// </summary>
internal static class FieldDiff
{
    private static readonly string[] Left = ["tags", "family"];

    /// <param name="live">Null before the first release.</param>
    public static ImmutableArray<FieldChange> Of(RegisterTaskDefinitionRequest desired, Amazon.ECS.Model.TaskDefinition? live)
    {
        var (after, before) = (Flat(desired), live is null ? new SortedDictionary<string, string>(StringComparer.Ordinal) : Flat(live));
        var changed = after.Where(field => before.GetValueOrDefault(field.Key) != field.Value).Select(field => new FieldChange(field.Key, before.GetValueOrDefault(field.Key), field.Value));
        var entries = after.Keys.SelectMany(EntriesOf).ToHashSet(StringComparer.Ordinal);
        var gone = before.Where(field => EntriesOf(field.Key).Any(entry => !entries.Contains(entry))).Select(field => new FieldChange(field.Key, field.Value, null));
        return [.. changed.Concat(gone).OrderBy(change => change.Path, StringComparer.Ordinal)];
    }

    private static SortedDictionary<string, string> Flat(object structure) => FlatFields.Of(structure, Left);

    /// <summary><c>a[x].b[y].c</c> has the entries <c>a[x]</c> and <c>a[x].b[y]</c>.</summary>
    private static IEnumerable<string> EntriesOf(string path)
    {
        for (var end = path.IndexOf(']', StringComparison.Ordinal); end >= 0; end = path.IndexOf(']', end + 1))
            yield return path[..(end + 1)];
    }
}
