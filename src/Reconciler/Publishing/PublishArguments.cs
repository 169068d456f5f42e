using Publican.Sources;

namespace Publican.Publishing;

/// <summary><c>publican publish FOLDER ssm:PATH [--revision R]</c> as it was typed.</summary>
/// <param name="Folder">Of one environment, on this machine.</param>
/// <param name="Revision">Its name; null for one made from the content.</param>
public sealed record PublishArguments(string Folder, ParameterAddress Address, string? Revision)
{
    public const string Verb = "publish", Usage = "publican publish FOLDER ssm:<path> [--revision REVISION]";

    /// <param name="args">What follows the verb.</param>
    /// <exception cref="UsageException">The message says what is wrong, and the usage.</exception>
    public static PublishArguments Parse(IReadOnlyList<string> args)
    {
        var (words, revision) = (new List<string>(), (string?)null);
        for (var index = 0; index < args.Count; index++)
        {
            if (args[index] == "--revision" && index + 1 < args.Count)
                revision = args[++index];
            else if (args[index].StartsWith('-'))
                throw new UsageException($"'{args[index]}' is not an option of publish, or lacks its value: {Usage}");
            else
                words.Add(args[index]);
        }

        if (words is not [{ Length: > 0 } folder, var target])
            throw new UsageException($"publish takes a folder and where it goes: {Usage}");
        if (revision is not null && !ParameterManifest.IsRevision(revision))
            throw new UsageException($"'{revision}' cannot name a revision: it takes 1 to 128 letters, digits and _ . : / = + - @");
        try
        {
            return SourceAddress.Parse(target, target) is ParameterAddress address
                ? new PublishArguments(Path.GetFullPath(folder), address, revision)
                : throw new UsageException($"'{target}' is not a path of SSM; only those are published to: {Usage}");
        }
        catch (SourceException error)
        {
            throw new UsageException($"{error.Message}; {Usage}");
        }
    }
}

/// <summary>The command was typed wrongly; the message says how it goes.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>Why a folder was not published, in a sentence, or in one line for each mistake in it.</summary>
public sealed class PublishException(string message) : Exception(message);
