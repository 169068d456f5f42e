using Publican.Observed;

namespace Publican.Levers;

/// <summary><c>publican pause|resume|promote|abort|retry|rollback|unpin|suspend|prune SERVICE</c> as it was typed.</summary>
/// <param name="Verb">Null where wishes are taken away: resume and unpin.</param>
/// <param name="By">Who asks; goes into the intent, the events and the quarantine's story.</param>
public sealed record LeverArguments(Verb? Verb, string Service, string By)
{
    public const string Usage = "publican pause|resume|promote [--full]|abort|retry|rollback [--to REVISION]|unpin|suspend|prune SERVICE [--by NAME]";

    private const string UnpinWord = "unpin";

    private static readonly Dictionary<string, Verb?> Verbs = new(StringComparer.Ordinal)
    {
        ["pause"] = Observed.Verb.Pause,
        ["resume"] = null,
        ["promote"] = Observed.Verb.Promote,
        ["abort"] = Observed.Verb.Abort,
        ["retry"] = Observed.Verb.Retry,
        ["rollback"] = Observed.Verb.Rollback,
        [UnpinWord] = null,
        ["suspend"] = Observed.Verb.Suspend,
        ["prune"] = Observed.Verb.Prune,
    };

    /// <summary>Takes a rollback away, and nothing else.</summary>
    public bool Unpins { get; private init; }

    /// <summary>Revision to go back to; null for the last good one before the present one.</summary>
    public string? To { get; private init; }

    public static bool IsLever(string verb) => Verbs.ContainsKey(verb);

    /// <param name="user">Name of the person at the keyboard.</param>
    /// <exception cref="LeverException">The message says what is wrong, and the usage.</exception>
    public static LeverArguments Parse(IReadOnlyList<string> args, string user)
    {
        var (verb, service, by, to) = (Verbs[args[0]], (string?)null, user, (string?)null);
        for (var index = 1; index < args.Count; index++)
        {
            switch (args[index])
            {
                case "--full" when verb == Observed.Verb.Promote:
                    verb = Observed.Verb.PromoteFully;
                    break;
                case "--to" when verb == Observed.Verb.Rollback && index + 1 < args.Count && args[index + 1].Length is > 0 and <= 100:
                    to = args[++index];
                    break;
                case "--by" when index + 1 < args.Count && args[index + 1].Length is > 0 and <= 100:
                    by = args[++index];
                    break;
                case ['-', ..] option:
                    throw new LeverException($"'{option}' is not an option of {args[0]}, or lacks its value: {Usage}");
                case var name when service is null:
                    service = name;
                    break;
                case var more:
                    throw new LeverException($"'{more}' is one argument too many: {Usage}");
            }
        }

        return new LeverArguments(verb, service ?? throw new LeverException($"{args[0]} needs the name of a service: {Usage}"), by)
        {
            To = to, Unpins = args[0] == UnpinWord,
        };
    }
}

/// <summary>Why a wish was not written, in one sentence.</summary>
public sealed class LeverException(string message) : Exception(message);
