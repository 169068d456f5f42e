using Publican.Desired;

namespace Publican.Validation;

/// <summary><c>publican schema [KIND]</c>: the JSON Schema of one kind of document, or of all of them together.</summary>
public static class SchemaCommand
{
    public const string Verb = "schema";
    public const string Usage = "publican schema [KIND]";

    /// <exception cref="ValidateException">There is no such kind; the message says which there are.</exception>
    public static string Run(IReadOnlyList<string> args)
    {
        var kinds = SchemaDocuments.KnownKinds;
        return args switch
        {
            [_] => SchemaDocuments.OfAny().TrimEnd(),
            [_, var kind] when kinds.FirstOrDefault(known => string.Equals(known, kind, StringComparison.OrdinalIgnoreCase)) is { } known => SchemaDocuments.Of(known).TrimEnd(),
            [_, var kind] => throw new ValidateException($"there is no kind '{kind}'; known are {string.Join(", ", kinds)}: {Usage}"),
            _ => throw new ValidateException($"'{args[2]}' is one argument too many: {Usage}"),
        };
    }
}
