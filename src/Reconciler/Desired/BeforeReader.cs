using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.before</c>: the one-off task, a migration mostly, that must exit 0 before a candidate starts.</summary>
internal static class BeforeReader
{
    private const string Expected = "a list of the words of a command, such as [migrate]";
    private static readonly KeySet Keys = new("command", "timeout");

    public static BeforeSpec Read(Field field, Limits limits)
    {
        var before = new MapReader(field, Keys);
        return new BeforeSpec(
            Command(before["command"]),
            before["timeout"].Duration(limits.BeforeTimeout, TimeSpan.FromMinutes(5)).GetValueOrDefault());
    }

    /// <summary>At least one word.</summary>
    public static ImmutableArray<string> Command(Field field)
    {
        var words = field.Items(Expected);
        if (field.IsAbsent) field.Error($"is missing; expected {Expected}");
        else if (field.Node is YamlSequence && words.IsEmpty) field.Error($"expected {Expected}, but found an empty list");
        return [.. words.Select(word => word.Text("a word of the command", WordProblem) ?? "")];
    }

    private static string? WordProblem(string word) =>
        word.Contains('\0', StringComparison.Ordinal) ? "a word cannot hold the character NUL" : null;
}
