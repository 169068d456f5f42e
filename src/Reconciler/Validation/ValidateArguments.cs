namespace Publican.Validation;

/// <summary><c>publican validate PATH [--out text|json]</c> as it was typed.</summary>
/// <param name="Path">An environment's folder, or one file of it.</param>
public sealed record ValidateArguments(string Path, bool Json)
{
    public const string Verb = "validate";
    public const string Usage = "publican validate PATH [--out text|json]";

    /// <exception cref="ValidateException">The message says what is wrong, and the usage.</exception>
    public static ValidateArguments Parse(IReadOnlyList<string> args)
    {
        string? path = null;
        var json = false;
        for (var index = 1; index < args.Count; index++)
        {
            switch (args[index])
            {
                case "--out" when index + 1 < args.Count && args[index + 1] is "text" or "json":
                    json = args[++index] == "json";
                    break;
                case ['-', ..] option:
                    throw new ValidateException($"'{option}' is not an option of {Verb}, or lacks its value: {Usage}");
                case var given when path is null:
                    path = given;
                    break;
                case var more:
                    throw new ValidateException($"'{more}' is one argument too many: {Usage}");
            }
        }

        return new ValidateArguments(path ?? throw new ValidateException($"{Verb} needs the folder of an environment, or a file of it: {Usage}"), json);
    }
}

/// <summary>Why nothing could be validated, in one sentence.</summary>
public sealed class ValidateException(string message, Exception? inner = null) : Exception(message, inner);
