using System.Text.RegularExpressions;
using Publican.Delivery.Support;
using Publican.Stack;

namespace Publican.Delivery.Docs;

/// <summary>The Markdown files of this repository.</summary>
internal static partial class Pages
{
    public static async Task<IReadOnlyList<(string Path, string Text)>> AllAsync()
    {
        var files = await Command.MustAsync("git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md");
        return [.. files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(Full(path))).Select(path => (path, File.ReadAllText(Full(path))))];
    }

    public static string Full(string path) => Path.Combine(Repository.Root, path);

    /// <summary>What a reader is told to type: lines of console blocks that begin with a dollar sign, with what they continue on; and sh blocks.</summary>
    public static IEnumerable<string> Commands(string text) => Block().Matches(text).SelectMany(block => block.Groups["kind"].Value == "console"
        ? Continued().Replace(block.Groups["text"].Value, " ").Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..])
        : Continued().Replace(block.Groups["text"].Value, " ").Split('\n'));

    /// <summary>Anchors of the headings, as GitHub makes them.</summary>
    public static IReadOnlySet<string> Anchors(string text)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Fence().Replace(text, "")))
        {
            var slug = NoSlug().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            anchors.Add(seen.TryGetValue(slug, out var times) ? $"{slug}-{times}" : slug);
            seen[slug] = times + 1;
        }

        return anchors;
    }

    /// <summary>Targets of links, outside of code.</summary>
    public static IEnumerable<string> Links(string text) => Link().Matches(Code().Replace(Fence().Replace(text, ""), "")).Select(link => link.Groups["target"].Value);

    [GeneratedRegex(@"^```(?<kind>console|sh)\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoSlug();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
