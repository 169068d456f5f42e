using System.Globalization;
using System.Text.RegularExpressions;

namespace Publican.Desired.Yaml;

/// <summary>Typed values of scalars: text, whole numbers, durations, percents, each with its range and a sentence when it is missed.</summary>
internal static partial class Scalars
{
    public static string Text(this MapReader map, string name, string? usual, string expected, Func<string, string?>? problem = null)
    {
        var node = usual is null ? map.Require(name, expected) : map.Find(name);
        return node is null ? usual ?? "" : Text(map, node, map.Key(name), expected, problem);
    }

    public static string Text(MapReader map, YamlNode node, string key, string expected, Func<string, string?>? problem = null)
    {
        if (node is not ScalarNode scalar)
        {
            map.Errors.Add(node, key, $"expected {expected}");
            return "";
        }

        if (problem?.Invoke(scalar.Value) is { } message)
            map.Errors.Add(node, key, message);
        return scalar.Value;
    }

    public static int Whole(this MapReader map, string name, int? usual, int least, int most)
    {
        var expected = $"a whole number from {least} to {most}";
        var node = usual is null ? map.Require(name, expected) : map.Find(name);
        if (node is null)
            return usual ?? least;
        if (node is ScalarNode { IsPlain: true } scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        map.Errors.Add(node, map.Key(name), $"expected {expected}, found '{Shown(node)}'");
        return usual ?? least;
    }

    public static double Number(this MapReader map, string name, double usual, double least, double most)
    {
        if (map.Find(name) is not { } node)
            return usual;
        if (node is ScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        map.Errors.Add(node, map.Key(name), FormattableString.Invariant($"expected a number from {least} to {most}, found '{Shown(node)}'"));
        return usual;
    }

    public static double Percent(this MapReader map, string name)
    {
        if (map.Require(name, "a percentage such as 1%") is not { } node)
            return 0;
        if (node is ScalarNode scalar && scalar.Value.EndsWith('%')
            && double.TryParse(scalar.Value[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100)
        {
            return value;
        }

        map.Errors.Add(node, map.Key(name), $"expected a percentage from 0% to 100%, found '{Shown(node)}'");
        return 0;
    }

    /// <param name="usual">Null makes the key required.</param>
    public static TimeSpan Duration(this MapReader map, string name, TimeSpan? usual, TimeSpan least, TimeSpan most, string? why = null)
    {
        var node = usual is null ? map.Require(name, "a duration such as 30s or 5m") : map.Find(name);
        if (node is null)
            return usual ?? least;
        if (node is not ScalarNode scalar || Parse(scalar.Value) is not { } value)
        {
            map.Errors.Add(node, map.Key(name), $"expected a duration such as 500ms, 30s, 5m or 1h30m, found '{Shown(node)}'");
            return usual ?? least;
        }

        if (value < least || value > most)
            map.Errors.Add(node, map.Key(name), $"expected a duration from {Written(least)} to {Written(most)}, found '{scalar.Value}'{(why is null ? "" : $": {why}")}");
        return value;
    }

    internal static TimeSpan? Parse(string text)
    {
        var match = DurationPattern().Match(text);
        if (!match.Success || text.Length is 0 or > 20)
            return null;
        var milliseconds = Part("h", 3_600_000) + Part("m", 60_000) + Part("s", 1000) + Part("ms", 1);
        return milliseconds <= TimeSpan.FromDays(365).TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

        double Part(string unit, double factor) =>
            match.Groups[unit] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) * factor : 0;
    }

    internal static string Written(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1000 } => FormattableString.Invariant($"{time.TotalMilliseconds:0}ms"),
        { TotalSeconds: < 120 } => FormattableString.Invariant($"{time.TotalSeconds:0.###}s"),
        { TotalMinutes: < 120 } => FormattableString.Invariant($"{time.TotalMinutes:0.##}m"),
        _ => FormattableString.Invariant($"{time.TotalHours:0.##}h"),
    };

    private static string Shown(YamlNode node) => node is ScalarNode scalar ? scalar.Value : node is ListNode ? "a list" : "a mapping";

    [GeneratedRegex(@"^(?=\d)(?:(?<h>\d+)h)?(?:(?<m>\d+)m(?!s))?(?:(?<s>\d+)s)?(?:(?<ms>\d+)ms)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex DurationPattern();
}
