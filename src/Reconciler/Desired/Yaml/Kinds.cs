using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Publican.Desired.Yaml;

/// <summary>The kinds of values there are.</summary>
internal static class Kinds
{
    /// <summary>Text of a fixed form.</summary>
    public static Kind<string?> Text(string expected, Regex form) => new(
        (field, _) => field.Text(expected, form),
        _ => new JsonObject { ["type"] = "string", ["pattern"] = SchemaStyle.Pattern(form), ["patternErrorMessage"] = $"expected {expected}" })
    { Show = Written };

    /// <summary>Text that is judged by more than a pattern.</summary>
    /// <param name="form">Holds of all that is good, and of some that is not.</param>
    public static Kind<string?> Text(string expected, Func<string, string?> problem, Regex form) => new((field, _) => field.Text(expected, problem), Text(expected, form).Schema) { Show = Written };

    /// <summary>Any text, also one that YAML would take for a number.</summary>
    public static Kind<string?> Any(string expected, Func<string, string?> problem) => new((field, _) => field.Text(expected, problem), _ => AnyScalar()) { Show = Written };

    /// <summary>One of a few words, each with what it means.</summary>
    public static Kind<T?> OneOf<T>(params ImmutableArray<(string Word, T Meaning)> words)
        where T : struct
    {
        var word = Word([.. words.Select(pair => pair.Word)]);
        return new((field, limits) => word.Read(field, limits) is { } text ? words.First(pair => pair.Word == text).Meaning : null, word.Schema)
        {
            Show = value => value is { } meaning ? JsonValue.Create(words.First(pair => pair.Meaning.Equals(meaning)).Word) : null,
        };
    }

    /// <summary>One of a few words that mean themselves.</summary>
    public static Kind<string?> Word(params ImmutableArray<string> words)
    {
        var expected = Enumeration(words);
        return new(
            (field, _) => field.Text(expected, text => words.Contains(text) ? null : FieldValues.NotExpected(expected, text)),
            _ => new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) })
        { Show = Written };
    }

    public static Kind<int?> Whole(int min, int max) => new(
        (field, _) => field.Whole(min, max),
        _ => new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max })
    { Show = value => value };

    public static Kind<double?> Number(double min, double max) => new(
        (field, _) => field.Number(min, max),
        _ => new JsonObject { ["type"] = "number", ["minimum"] = min, ["maximum"] = max })
    { Show = value => value };

    public static Kind<double?> Percent(int max = 100) => new(
        (field, _) => field.Percent(max),
        _ => new JsonObject { ["type"] = "string", ["pattern"] = "^(?:0|[1-9][0-9]{0,9})(?:[.][0-9]{1,9})?%$", ["patternErrorMessage"] = FieldValues.PercentExpected(max) })
    {
        Limit = _ => FieldValues.PercentExpected(max),
    };

    public static Kind<bool?> Flag { get; } = new((field, _) => field.Flag(), _ => new JsonObject { ["type"] = "boolean" }) { Show = value => value };

    public static Kind<TimeSpan?> Duration(Func<Limits, DurationRange> range) => new((field, limits) => field.Duration(range(limits)), _ => DurationSchema())
    {
        Show = value => value is { } time ? JsonValue.Create(Durations.Format(time)) : null,
        Limit = limits => range(limits).Expected,
    };

    /// <summary>A mapping that another reader reads.</summary>
    public static Kind<Field> Map(KeySet keys) => new((field, _) => field, keys.Schema) { MayBeAbsent = true };

    /// <summary>A list of such mappings.</summary>
    public static Kind<ImmutableArray<Field>> Maps(string expected, KeySet keys) => new((field, _) => field.Items(expected), style => List(keys.Schema(style), least: 0)) { MayBeAbsent = true };

    /// <summary>A mapping from names of the user's own.</summary>
    public static Kind<Field> Members(Regex name, Func<JsonObject> value) => new(
        (field, _) => field,
        style => new JsonObject
        {
            ["type"] = "object",
            ["propertyNames"] = new JsonObject { ["pattern"] = SchemaStyle.Pattern(name) },
            ["additionalProperties"] = style.Partial ? SchemaStyle.OrNull(value()) : value(),
        })
    { MayBeAbsent = true };

    public static JsonObject AnyScalar() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    public static JsonObject List(JsonObject items, int least) => new() { ["type"] = "array", ["items"] = items, ["minItems"] = least };

    private static JsonObject DurationSchema() => new()
    {
        ["type"] = "string",
        ["minLength"] = 2,
        ["pattern"] = "^(?:[0-9]{1,7}h)?(?:[0-9]{1,7}m)?(?:[0-9]{1,7}s)?(?:[0-9]{1,7}ms)?$",
        ["patternErrorMessage"] = "expected a duration, such as 500ms, 5s or 1m30s",
    };

    private static JsonValue? Written(string? text) => text is null ? null : JsonValue.Create(text);

    private static string Enumeration(ImmutableArray<string> words) => words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";
}
