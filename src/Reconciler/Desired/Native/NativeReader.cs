using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired.Native;

/// <summary>Reads native fields as the ECS API takes them: every name known, every value of its type.</summary>
/// <param name="owned">What is not the user's to say, by its place without indices, with what to do instead.</param>
internal sealed partial class NativeReader(ImmutableDictionary<string, string> owned)
{
    /// <returns>What could be read; the rest is in the report.</returns>
    public JsonObject Structure(Field field, Type type, string place = "")
    {
        var content = new JsonObject();
        if (field.Node is not YamlMapping map)
        {
            field.Error($"expected a mapping, but found {Field.Kind(field.Node!)}");
            return content;
        }

        foreach (var entry in map.Entries)
        {
            var (path, at) = (KeyPath.Member(field.Path, entry.Key), place.Length == 0 ? entry.Key : $"{place}.{entry.Key}");
            if (owned.TryGetValue(at, out var message)) field.Errors.Add(entry.At, path, message);
            else if (NativeModel.Member(type, entry.Key) is not { } member) field.Errors.Add(entry.At, path, Unknown(entry.Key, type, place));
            else if (Value(field.Child(entry.Key), member.Type, at) is { } value) content[entry.Key] = value;
        }

        return content;
    }

    private JsonNode? Value(Field field, Type type, string place)
    {
        if (type == typeof(string)) return field.Scalar("a text")?.Text;
        if (type == typeof(bool)) return field.Flag();
        if (type == typeof(int)) return Whole(field, int.MinValue, int.MaxValue);
        if (type == typeof(long)) return Whole(field, long.MinValue, long.MaxValue);
        if (type == typeof(double) || type == typeof(float)) return field.Number(0, int.MaxValue);
        if (NativeModel.IsWord(type)) return Word(field, NativeModel.Words(type));
        if (NativeModel.ItemOf(type) is { } item) return List(field, item, place);
        if (NativeModel.IsMap(type)) return Map(field);
        if (type.Namespace == typeof(Amazon.ECS.Model.ContainerDefinition).Namespace) return Structure(field, type, place);
        field.Error("is not supported yet; remove it");
        return null;
    }

    private JsonArray? List(Field field, Type item, string place)
    {
        if (field.Node is YamlSequence) return new JsonArray([.. field.Items("a list").Select(element => Value(element, item, place)).Where(value => value is not null)]);
        field.Error($"expected a list, but found {Field.Kind(field.Node!)}");
        return null;
    }

    private static JsonObject? Map(Field field) => field.Node is null ? null : new JsonObject(MapReader.Members(field).Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value.Scalar("a text")?.Text)));

    private static JsonValue? Whole(Field field, long min, long max)
    {
        const string expected = "a whole number";
        if (field.Scalar(expected) is not { } scalar) return null;
        if (scalar.Plain && WholeForm().IsMatch(scalar.Text) && long.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return JsonValue.Create(value);
        field.Error(FieldValues.NotExpected(expected, scalar.Text) + (scalar.Plain ? "" : "; write it without quotes"));
        return null;
    }

    private static JsonValue? Word(Field field, ImmutableArray<string> words)
    {
        var expected = words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";
        return field.Text(expected, text => words.Contains(text) ? null : FieldValues.NotExpected(expected, text) + (NearestKey.Of(text, words) is { } near ? $"; did you mean {near}?" : "")) is { } word
            ? JsonValue.Create(word)
            : null;
    }

    private string Unknown(string key, Type type, string place)
    {
        var names = NativeModel.MembersOf(type).Select(member => member.Name).Where(name => !owned.ContainsKey(place.Length == 0 ? name : $"{place}.{name}")).ToList();
        return NearestKey.Of(key, names) is { } near
            ? $"is not a known key; did you mean {near}?"
            : $"is not a known key of the ECS API's {type.Name.Replace("Request", "", StringComparison.Ordinal)}; known here: {string.Join(", ", names)}";
    }

    [GeneratedRegex(@"\A-?(?:0|[1-9][0-9]{0,17})\z")]
    private static partial Regex WholeForm();
}
