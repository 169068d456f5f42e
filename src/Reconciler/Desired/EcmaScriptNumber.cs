using System.Globalization;

namespace Publican.Desired;

/// <summary>A double as ECMAScript's Number::toString writes it, which RFC 8785 asks for.</summary>
internal static class EcmaScriptNumber
{
    public static string Format(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentException("JSON has no infinity and no NaN", nameof(value));
        if (value == 0) return "0"; // -0 too
        var (digits, exponent) = Shortest(Math.Abs(value));
        return (value < 0 ? "-" : "") + Place(digits, exponent);
    }

    /// <summary>The shortest digits that read back as the same double; the value is 0.digits × 10^exponent.</summary>
    private static (string Digits, int Exponent) Shortest(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision < 17; precision++)
        {
            var candidate = value.ToString("E" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) != value) continue;
            text = candidate;
            break;
        }

        var e = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text[..e].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        return (digits, int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + 1);
    }

    private static string Place(string digits, int exponent) => exponent switch
    {
        > 21 or < -5 => Scientific(digits, exponent - 1),
        <= 0 => "0." + new string('0', -exponent) + digits,
        _ when exponent >= digits.Length => digits.PadRight(exponent, '0'),
        _ => digits[..exponent] + "." + digits[exponent..],
    };

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        return $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
    }
}
