using System.Buffers;
using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>
/// The path pattern of a listener rule: case-sensitive, <c>*</c> for any characters and <c>?</c> for one (ELB's "path conditions").
/// </summary>
internal static partial class PathPattern
{
    public const string Expected = "a path pattern that starts with /, such as /* or /beers/*";
    private const int Longest = 128;
    public const int MostWildcards = 5; // ELB quota "condition wildcards per rule"; ours holds no other wildcard
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.$/~\"'@:+&*?");

    public static readonly Kind<string?> Kind = Kinds.Text(Expected, Problem, Start());

    /// <returns>What is wrong with it, or null.</returns>
    public static string? Problem(string text)
    {
        if (!text.StartsWith('/')) return FieldValues.NotExpected(Expected, text);
        if (text.Length > Longest) return $"a path pattern has at most {Longest} characters";
        var odd = text.AsSpan().IndexOfAnyExcept(Allowed);
        if (odd >= 0)
        {
            var found = Shown.Quoted(text[odd].ToString());
            return $"a load balancer does not take {found} in a path pattern; letters, digits and _-.$/~\"'@:+&*? are allowed";
        }

        return text.AsSpan().Count('*') + text.AsSpan().Count('?') > MostWildcards ? $"a path pattern has at most {MostWildcards} wildcards" : null;
    }

    [GeneratedRegex(@"\A/[^\s#]{0,127}\z")]
    private static partial Regex Start();
}
