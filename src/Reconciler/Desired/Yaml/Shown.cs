using System.Globalization;
using System.Text;

namespace Publican.Desired.Yaml;

/// <summary>Text of a stranger, made fit for a one-line message: bounded, and without control characters.</summary>
internal static class Shown
{
    private const int Most = 60;

    public static string Quoted(string text) => $"\"{Plain(text)}\"";

    /// <summary>Words of the YAML parser, which end in a full stop now and then.</summary>
    public static string Sentence(string text) => Plain(text.Replace("  ", " ", StringComparison.Ordinal), 200).TrimEnd('.');

    public static string Plain(string text, int most = Most)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= most) return shown.Append('…').ToString();
            if (Rune.IsControl(rune)) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else shown.Append(rune);
        }

        return shown.ToString();
    }
}
