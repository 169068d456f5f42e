using BeerApi.Problems;

namespace BeerApi.Beers;

/// <summary>The rules that names and styles share.</summary>
internal static class BeerText
{
    public const int MaxName = 100;
    public const int MaxStyle = 50;

    /// <summary>The text without white space around it; null when there is none or it is refused.</summary>
    public static string? Check(string field, string? text, int max, bool required, FieldErrors errors)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            if (required)
            {
                errors.Add(field, text is null ? "is required" : "must not be empty");
            }
            return null;
        }
        if (text!.Any(char.IsControl))
        {
            errors.Add(field, "must not contain control characters");
            return null;
        }
        // Counted as PostgreSQL's char_length does, in code points.
        var length = trimmed.EnumerateRunes().Count();
        if (length > max)
        {
            errors.Add(field, $"must be at most {max} characters long; it has {length}");
            return null;
        }
        return trimmed;
    }
}
