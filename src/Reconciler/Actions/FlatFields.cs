using System.Collections;
using System.Globalization;
using Amazon.Runtime;
using Publican.Desired.Native;

namespace Publican.Actions;

/// <summary>A structure of the ECS API as fields and their values: <c>containerDefinitions[web].image</c>. What has a name is told by it.</summary>
internal static class FlatFields
{
    /// <summary>What tells items of a list apart that have no name, where it is asked for.</summary>
    private static readonly string[] Identities = ["containerPort", "containerPath", "sourceContainer", "containerName", "namespace"];

    /// <param name="byIdentity">Lists whose items ECS may show in another order are told by what they are about, not by their place.</param>
    public static SortedDictionary<string, string> Of(object structure, IReadOnlyCollection<string> left, bool byIdentity = false)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in NativeModel.MembersOf(structure.GetType()).Where(member => !left.Contains(member.Name)))
            Add(fields, member.Name, member.Property.GetValue(structure), byIdentity);
        return fields;
    }

    private static void Add(SortedDictionary<string, string> fields, string path, object? value, bool byIdentity)
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
                for (var index = 0; index < list.Count; index++) AddItem(fields, path, list[index]!, index, byIdentity);
                break;
            default:
                foreach (var member in NativeModel.MembersOf(value.GetType())) Add(fields, $"{path}.{member.Name}", member.Property.GetValue(value), byIdentity);
                break;
        }
    }

    // What has a name is told by it; a variable or a secret is a name and its value.
    private static void AddItem(SortedDictionary<string, string> fields, string path, object item, int index, bool byIdentity)
    {
        var members = NativeModel.MembersOf(item.GetType());
        var name = members.FirstOrDefault(member => member.Name == "name")?.Property.GetValue(item) as string;
        var identity = byIdentity && (name is null || path.EndsWith("portMappings", StringComparison.Ordinal))
            ? Identities.Select(known => Convert.ToString(members.FirstOrDefault(member => member.Name == known)?.Property.GetValue(item), CultureInfo.InvariantCulture)).FirstOrDefault(text => !string.IsNullOrEmpty(text))
            : null;
        var entry = (identity ?? name) is { } known ? $"{path}[{known}]" : FormattableString.Invariant($"{path}[{index}]");
        if (name is not null && identity is null && members.Length == 2)
            Add(fields, entry, members.Single(member => member.Name != "name").Property.GetValue(item), byIdentity);
        else
            Add(fields, entry, item, byIdentity);
    }
}
