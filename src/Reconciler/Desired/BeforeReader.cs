using System.Collections.Immutable;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>spec.before</c>: the one-off task, a migration mostly, that must exit 0 before a candidate starts.</summary>
internal static class BeforeReader
{
    private const string Expected = "a list of the words of a command, such as [migrate]";

    /// <summary>At least one word.</summary>
    public static readonly Kind<ImmutableArray<string>> Command = new((field, _) => Words(field), _ => Kinds.List(Kinds.AnyScalar(), least: 1));

    private static readonly Key<ImmutableArray<string>> Given = Key.Of("command", Command, "The words of the command, handed to the image's entry point.");
    private static readonly Key<TimeSpan?> Timeout = Key.Of("timeout", Kinds.Duration(limits => limits.BeforeTimeout), "How long it may take.").Or(TimeSpan.FromMinutes(5));
    public static readonly KeySet Keys = new(Given, Timeout);

    public static BeforeSpec Read(Field field, Limits limits)
    {
        var before = new MapReader(field, Keys, limits);
        return new BeforeSpec(before.Get(Given), before.Get(Timeout).GetValueOrDefault());
    }

    private static ImmutableArray<string> Words(Field field)
    {
        var words = field.Items(Expected);
        if (field.IsAbsent) field.Error($"is missing; expected {Expected}");
        else if (field.Node is YamlSequence && words.IsEmpty) field.Error($"expected {Expected}, but found an empty list");
        return [.. words.Select(word => word.Text("a word of the command", WordProblem) ?? "")];
    }

    private static string? WordProblem(string word) =>
        word.Contains('\0', StringComparison.Ordinal) ? "a word cannot hold the character NUL" : null;
}
