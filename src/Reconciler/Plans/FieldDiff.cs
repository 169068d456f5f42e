using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Amazon.ECS.Model;
using Amazon.Runtime;
using Publican.Desired.Native;

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

    public static SortedDictionary<string, string> Flat(object structure)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in NativeModel.MembersOf(structure.GetType()).Where(member => !Left.Contains(member.Name)))
            Add(fields, member.Name, member.Property.GetValue(structure));
        return fields;
    }

    private static void Add(SortedDictionary<string, string> fields, string path, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string or bool or int or long or double or ConstantClass or DateTime:
                fields[path] = Convert.ToString(value is ConstantClass word ? word.Value : value, CultureInfo.InvariantCulture)!;
                break;
            case IDictionary<string, string> map:
                foreach (var (key, text) in map) fields[$"{path}[{key}]"] = text;
                break;
            case IList { Count: > 0 } list when list[0] is string or int:
                fields[path] = string.Join(", ", list.Cast<object>());
                break;
            case IList list:
                for (var index = 0; index < list.Count; index++) AddItem(fields, path, list[index]!, index);
                break;
            default:
                foreach (var member in NativeModel.MembersOf(value.GetType())) Add(fields, $"{path}.{member.Name}", member.Property.GetValue(value));
                break;
        }
    }

    // What has a name is told by it; a variable or a secret is a name and its value.
    private static void AddItem(SortedDictionary<string, string> fields, string path, object item, int index)
    {
        var members = NativeModel.MembersOf(item.GetType());
        var name = members.FirstOrDefault(member => member.Name == "name")?.Property.GetValue(item) as string;
        var entry = name is null ? FormattableString.Invariant($"{path}[{index}]") : $"{path}[{name}]";
        if (name is not null && members.Length == 2)
            Add(fields, entry, members.Single(member => member.Name != "name").Property.GetValue(item));
        else
            Add(fields, entry, item);
    }

    /// <summary><c>a[x].b[y].c</c> has the entries <c>a[x]</c> and <c>a[x].b[y]</c>.</summary>
    private static IEnumerable<string> EntriesOf(string path)
    {
        for (var end = path.IndexOf(']', StringComparison.Ordinal); end >= 0; end = path.IndexOf(']', end + 1))
            yield return path[..(end + 1)];
    }
}
