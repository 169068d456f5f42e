using System.Globalization;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>
/// Typed values of a field. Each answers null after it has recorded what is wrong, which it also is when the key is absent. Text is taken as written: YAML 1.1's yes, no, octal and sexagesimal mean nothing here.
/// </summary>
internal static partial class FieldValues
{
    /// <param name="problem">What is wrong with the text, or null.</param>
    public static string? Text(this Field field, string expected, Func<string, string?> problem)
    {
        if (field.Scalar(expected) is not { Text: var text }) return null;
        if (problem(text) is not { } wrong) return text;
        field.Error(wrong);
        return null;
    }

    /// <summary>Text of a fixed form.</summary>
    public static string? Text(this Field field, string expected, Regex form) =>
        field.Text(expected, text => form.IsMatch(text) ? null : NotExpected(expected, text));

    public static int? Whole(this Field field, int min, int max)
    {
        var expected = $"a whole number from {min} to {max}";
        if (field.Scalar(expected) is not { } scalar) return null;
        if (WholeForm().IsMatch(scalar.Text)
            && int.TryParse(scalar.Text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            if (scalar.Plain) return value;
            field.Error($"expected {expected}, written without quotes");
            return null;
        }

        field.Error(NotExpected(expected, scalar.Text));
        return null;
    }

    public static bool? Flag(this Field field)
    {
        const string expected = "true or false";
        if (field.Scalar(expected) is not { } scalar) return null;
        if (scalar is { Plain: true, Text: "true" or "false" }) return scalar.Text == "true";
        field.Error(NotExpected(expected, scalar.Text) + (scalar.Plain ? "" : "; write it without quotes"));
        return null;
    }

    public static double? Number(this Field field, double min, double max)
    {
        var expected = $"a number from {min} to {max}";
        if (field.Scalar(expected) is not { } scalar) return null;
        if (scalar.Plain && Decimal(scalar.Text) is { } value && value >= min && value <= max) return value;
        field.Error(NotExpected(expected, scalar.Text) + (scalar.Plain ? "" : "; write it without quotes"));
        return null;
    }

    /// <returns>0 to <paramref name="max"/>.</returns>
    public static double? Percent(this Field field, int max)
    {
        var expected = PercentExpected(max);
        if (field.Scalar(expected) is not { Text: var text }) return null;
        if (text.EndsWith('%') && Decimal(text[..^1]) is { } value && value <= max) return value;
        field.Error(NotExpected(expected, text));
        return null;
    }

    public static string PercentExpected(int max) => $"a percentage from 0% to {max}%, such as 1%";

    public static TimeSpan? Duration(this Field field, DurationRange range)
    {
        if (field.Scalar(range.Expected) is not { Text: var text }) return null;
        var value = Durations.Parse(text);
        if (value is not null && range.Holds(value.Value)) return value;
        var hint = value is null ? "" : range is { LooserLocally: true } && value < range.Max
            ? "; only a local environment (its endpoint is a loopback address) may go below AWS's limits"
            : "";
        field.Error(NotExpected(range.Expected, text) + hint);
        return null;
    }

    public static string NotExpected(string expected, string text) => $"expected {expected}, but found {Shown.Quoted(text)}";

    private static double? Decimal(string text) =>
        DecimalForm().IsMatch(text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\A(?:0|[1-9][0-9]{0,9})\z")]
    private static partial Regex WholeForm();

    [GeneratedRegex(@"\A(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,9})?\z")]
    private static partial Regex DecimalForm();
}
