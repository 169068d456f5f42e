using System.Globalization;

namespace LocalCloud;

/// <summary>A command line that cannot be obeyed; the message says what is wrong and what was expected.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>Options of the form <c>--name value</c>. Each is taken once; what nobody took is an error.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public CommandLine(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new UsageException($"'{args[i]}' is not an option. Options start with --.");
            if (i + 1 == args.Count) throw new UsageException($"{args[i]} needs a value.");
            if (!_values.TryAdd(args[i], args[i + 1])) throw new UsageException($"{args[i]} is given twice.");
        }
    }

    public string? Text(string option)
    {
        if (!_values.Remove(option, out var value)) return null;
        return value.Length > 0 ? value : throw new UsageException($"{option} needs a value, got an empty one.");
    }

    public int? Int(string option, int from, int to) => Text(option) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= from
            && value <= to => value,
        var text => throw new UsageException($"{option}: '{text}' is not a whole number from {from} to {to}."),
    };

    public TimeSpan? Duration(string option)
    {
        if (Text(option) is not { } text) return null;
        var (number, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1) : (text.TrimEnd('s'), 1000);
        return text.EndsWith('s')
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value <= 3_600_000 / unit
            ? TimeSpan.FromMilliseconds(value * unit)
            : throw new UsageException(
                $"{option}: '{text}' is not a duration. Write a whole number with ms or s, up to an hour, for example 500ms.");
    }

    public void RefuseRest()
    {
        if (_values.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new UsageException($"{unknown} is not an option of LocalCloud.");
    }
}
