using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Publican.Desired;

/// <summary>Durations as people write them: <c>500ms</c>, <c>5s</c>, <c>1m30s</c>, <c>2h</c>. Every number has a unit; units fall.</summary>
internal static partial class Durations
{
    public static TimeSpan? Parse(string text)
    {
        var match = Form().Match(text);
        if (text.Length == 0 || !match.Success) return null;
        return TimeSpan.FromMilliseconds(Part(match, "ms") + (1000 * (Part(match, "s") + (60 * (Part(match, "m") + (60 * Part(match, "h")))))));
    }

    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0s";
        var text = new StringBuilder();
        Append((int)value.TotalHours, "h");
        Append(value.Minutes, "m");
        Append(value.Seconds, "s");
        Append(value.Milliseconds, "ms");
        return text.ToString();

        void Append(int number, string unit)
        {
            if (number > 0) text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
        }
    }

    /// <summary>Rounded up, for people: what is left of a wait never reads shorter than it is.</summary>
    public static TimeSpan WholeSeconds(TimeSpan value) => TimeSpan.FromSeconds(Math.Ceiling(value.TotalSeconds));

    private static long Part(Match match, string unit) =>
        match.Groups[unit] is { Success: true, ValueSpan: var digits } ? long.Parse(digits, CultureInfo.InvariantCulture) : 0;

    // Seven digits of hours are a thousand years: enough, and no overflow.
    [GeneratedRegex(@"\A(?:(?<h>[0-9]{1,7})h)?(?:(?<m>[0-9]{1,7})m)?(?:(?<s>[0-9]{1,7})s)?(?:(?<ms>[0-9]{1,7})ms)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
