namespace LocalCloud.Traffic;

/// <summary>A value of a rule condition: <c>*</c> stands for any characters, <c>?</c> for exactly one, a backslash takes the special meaning away.</summary>
public sealed class WildcardPattern
{
    private const char AnyText = '\uE000', AnyOne = '\uE001';
    private readonly string _pattern;
    private readonly bool _ignoreCase;

    public WildcardPattern(string text, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        var pattern = new List<char>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var escaped = text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '*' or '?' or '\\';
            if (escaped) at++;
            pattern.Add(escaped ? text[at] : text[at] switch { '*' => AnyText, '?' => AnyOne, var plain => plain });
        }

        _pattern = new string([.. pattern]);
    }

    /// <summary>Linear for one star, and never worse than the product of both lengths: only the last star is ever tried again.</summary>
    public bool Matches(ReadOnlySpan<char> text)
    {
        int at = 0, inPattern = 0, star = -1, afterStar = 0;
        while (at < text.Length)
        {
            if (inPattern < _pattern.Length && _pattern[inPattern] == AnyText)
            {
                (star, afterStar) = (inPattern++, at);
            }
            else if (inPattern < _pattern.Length && (_pattern[inPattern] == AnyOne || Same(_pattern[inPattern], text[at])))
            {
                (at, inPattern) = (at + 1, inPattern + 1);
            }
            else if (star >= 0)
            {
                (inPattern, at) = (star + 1, ++afterStar);
            }
            else
            {
                return false;
            }
        }

        while (inPattern < _pattern.Length && _pattern[inPattern] == AnyText) inPattern++;
        return inPattern == _pattern.Length;
    }

    private bool Same(char left, char right) => left == right || (_ignoreCase && char.ToLowerInvariant(left) == char.ToLowerInvariant(right));
}
