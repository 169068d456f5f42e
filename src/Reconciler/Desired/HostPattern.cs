using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>
/// The host pattern of a listener rule: <c>*</c> for any characters and <c>?</c> for one, at least one dot, only letters after the last
/// (ELB's "host conditions"). A load balancer does not look at case; here it is lower.
/// </summary>
internal static partial class HostPattern
{
    public const string Expected = "a host name in lower-case letters, such as api.example.com or *.example.com";
    private const int Longest = 128;

    public static readonly Kind<string?> Kind = Kinds.Text(Expected, Problem, Form());

    /// <returns>What is wrong with it, or null.</returns>
    public static string? Problem(string text) => text.Length > Longest ? $"a host name has at most {Longest} characters"
        : Form().IsMatch(text) ? null
        : FieldValues.NotExpected(Expected, text);

    /// <summary>A name that the pattern matches.</summary>
    public static string Example(string pattern) => pattern.Replace("*", "publican", StringComparison.Ordinal).Replace('?', 'x');

    [GeneratedRegex(@"\A[a-z0-9*?.-]*\.[a-z]+\z")]
    private static partial Regex Form();
}
