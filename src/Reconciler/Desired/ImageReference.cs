using System.Text.RegularExpressions;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>
/// <c>[registry/]repository[:tag][@sha256:digest]</c>. A tag or a digest is required: an implied "latest" would make two
/// deployments of one commit differ.
/// </summary>
internal static partial class ImageReference
{
    private const string Expected = "an image reference with a tag or a digest, such as beer-api:1.0.0";
    private const int Longest = 255;

    public static readonly Kind<string?> Kind = Kinds.Text(Expected, Problem, Form());

    /// <returns>What is wrong with it, or null.</returns>
    public static string? Problem(string text)
    {
        if (text.Length > Longest) return $"an image reference has at most {Longest} characters";
        var match = Form().Match(text);
        if (!match.Success)
        {
            var lower = text.ToLowerInvariant();
            return lower != text && Form().IsMatch(lower)
                ? $"the repository of an image is written in lower case; found {Shown.Quoted(text)}"
                : FieldValues.NotExpected(Expected, text);
        }

        return match.Groups["tag"].Success || match.Groups["digest"].Success
            ? null
            : $"the image has neither a tag nor a digest; latest is never implied: write one, such as {Shown.Plain(text)}:1.0.0";
    }

    [GeneratedRegex(
        """
        \A
        (?: [A-Za-z0-9.-]+ (?: :[0-9]{1,5} )? / )?                                             # registry
        [a-z0-9]+ (?: [._-]+ [a-z0-9]+ )* (?: / [a-z0-9]+ (?: [._-]+ [a-z0-9]+ )* )*           # repository
        (?: : (?<tag> [A-Za-z0-9_] [A-Za-z0-9_.-]{0,127} ) )?
        (?: @ (?<digest> sha256: [0-9a-f]{64} ) )?
        \z
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
