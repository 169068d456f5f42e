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
        var schemas = SchemaDocuments.All;
        return args switch
        {
            [_] => schemas[SchemaDocuments.Any].TrimEnd(),
            [_, var kind] when schemas.TryGetValue(kind, out var schema) => schema.TrimEnd(),
            [_, var kind] => throw new ValidateException($"there is no kind '{kind}'; known are {string.Join(", ", schemas.Keys)}: {Usage}"),
            _ => throw new ValidateException($"'{args[2]}' is one argument too many: {Usage}"),
        };
    }
}
