using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Publican.Desired.Native;

namespace Publican.Actions;

/// <summary>Puts native fields on top of a request: structures are merged, containers by name and ports by number, everything else is replaced.</summary>
internal static class NativeOverlay
{
    /// <summary>Lists whose items are the same thing when this member is.</summary>
    private static readonly Dictionary<string, string> MergedBy = new() { ["containerDefinitions"] = "name", ["portMappings"] = "containerPort", ["tags"] = "key" };

    /// <summary>Their parts belong together: the options of one driver mean nothing to another.</summary>
    private static readonly HashSet<string> Replaced = ["logConfiguration"];

    /// <param name="fields">Names that the request does not have are passed over: RunTask takes fewer than CreateService.</param>
    public static T Apply<T>(T request, JsonObject? fields)
        where T : class
    {
        Structure(request, fields ?? []);
        return request;
    }

    private static void Structure(object onto, JsonObject fields)
    {
        foreach (var (name, value) in fields)
        {
            if (value is not null && NativeModel.Member(onto.GetType(), name) is { } member)
                member.Property.SetValue(onto, Value(member.Type, value, Replaced.Contains(name) ? null : member.Property.GetValue(onto), name));
        }
    }

    private static object Value(Type type, JsonNode value, object? present, string name)
    {
        if (type == typeof(string)) return value.GetValue<string>();
        if (type == typeof(bool)) return value.GetValue<bool>();
        if (type.IsPrimitive) return Convert.ChangeType(value.GetValue<double>(), type, CultureInfo.InvariantCulture);
        if (NativeModel.IsWord(type)) return Activator.CreateInstance(type, value.GetValue<string>())!;
        if (NativeModel.IsMap(type)) return value.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());
        if (NativeModel.ItemOf(type) is { } item) return List(type, item, value.AsArray(), MergedBy.GetValueOrDefault(name), present as IList);
        var structure = present ?? Activator.CreateInstance(type)!;
        Structure(structure, value.AsObject());
        return structure;
    }

    private static IList List(Type type, Type item, JsonArray values, string? key, IList? present)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        if (key is not null) foreach (var known in present ?? Array.Empty<object>()) list.Add(known);
        foreach (var value in values.OfType<JsonNode>())
        {
            var same = key is null ? null : list.Cast<object>().FirstOrDefault(known => Equals(Text(NativeModel.Member(item, key)!.Property.GetValue(known)), Text(value[key])));
            if (same is null) list.Add(Value(item, value, present: null, ""));
            else Structure(same, value.AsObject());
        }

        return list;
    }

    private static string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
