using System.Globalization;
using System.Text.RegularExpressions;

namespace BeerApi.Beers;

/// <summary>Reads abv from the digits the client sent: once rounded, 5.2 and 5.2000000000000000000000000000001 are the same.</summary>
internal static partial class AlcoholByVolume
{
    private const string OutOfRange = "must be from 0 to 100";
    private const string TooFine = "must have at most one decimal";
    private const int HugeExponent = 1_000_000;

    /// <param name="text">Anything, such as a parameter of a query.</param>
    /// <returns>What is wrong with it; null when it is fine.</returns>
    public static string? ReadText(string text, out decimal abv)
    {
        abv = 0;
        return JsonNumber().IsMatch(text) ? Read(text, out abv) : "must be a number such as 5.2";
    }

    /// <param name="number">A JSON number as it was written.</param>
    /// <returns>What is wrong with it; null when it is fine.</returns>
    public static string? Read(string number, out decimal abv)
    {
        abv = 0;
        var (digits, scale) = Significant(number);
        if (digits.Length == 0)
        {
            return null;
        }
        if (number.StartsWith('-') || digits.Length - scale > 3)
        {
            return OutOfRange;
        }
        if (scale > 1)
        {
            return TooFine;
        }
        abv = decimal.Parse(digits + new string('0', 1 - scale), CultureInfo.InvariantCulture) / 10;
        return abv <= 100 ? null : OutOfRange;
    }

    /// <summary>The number is digits × 10^-scale, with no zero at either end of the digits; zero has none.</summary>
    private static (string Digits, int Scale) Significant(string number)
    {
        var parts = number.TrimStart('-').Split('e', 'E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : parts[0].Length - point - 1;
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var stripped = digits.TrimEnd('0');
        var scale = decimals - (digits.Length - stripped.Length) - (parts.Length == 2 ? Exponent(parts[1]) : 0);
        return (stripped.TrimStart('0'), scale);
    }

    private static int Exponent(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            return Math.Clamp(exponent, -HugeExponent, HugeExponent);
        }
        return text.StartsWith('-') ? -HugeExponent : HugeExponent;
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex JsonNumber();
}
