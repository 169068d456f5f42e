namespace Publican.Plans;

/// <summary><c>publican plan FOLDER [--out text|json]</c> as it was typed.</summary>
/// <param name="Folder">An environment's folder.</param>
public sealed record PlanArguments(string Folder, bool Json)
{
    public const string Verb = "plan";
    public const string Usage = "publican plan FOLDER [--out text|json]";

    /// <exception cref="PlanException">The message says what is wrong, and the usage.</exception>
    public static PlanArguments Parse(IReadOnlyList<string> args)
    {
        string? folder = null;
        var json = false;
        for (var index = 1; index < args.Count; index++)
        {
            switch (args[index])
            {
                case "--out" when index + 1 < args.Count && args[index + 1] is "text" or "json":
                    json = args[++index] == "json";
                    break;
                case ['-', ..] option:
                    throw new PlanException($"'{option}' is not an option of {Verb}, or lacks its value: {Usage}");
                case var given when folder is null:
                    folder = given;
                    break;
                case var more:
                    throw new PlanException($"'{more}' is one argument too many: {Usage}");
            }
        }

        return new PlanArguments(folder ?? throw new PlanException($"{Verb} needs the folder of an environment: {Usage}"), json);
    }
}

/// <summary>Why there is no plan, in one sentence.</summary>
public sealed class PlanException(string message) : Exception(message);
