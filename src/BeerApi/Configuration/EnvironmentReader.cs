using System.Globalization;
using System.Net;

namespace BeerApi.Configuration;

/// <summary>Reads typed values from environment variables and collects what is wrong, so that a person sees all of it at once.</summary>
internal sealed class EnvironmentReader(Func<string, string?> variable)
{
    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    private readonly List<string> errors = [];

    /// <summary>An empty variable counts as not set.</summary>
    public string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;

    public void Wrong(string sentence) => errors.Add(sentence);

    public string Text(string name, string otherwise) => Value(name) ?? otherwise;

    public int Number(string name, int otherwise, int min, int max)
    {
        if (Value(name) is not { } text)
        {
            return otherwise;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }
        Wrong($"{name} must be a whole number from {min} to {max}, not '{text}'.");
        return otherwise;
    }

    public bool Flag(string name)
    {
        switch (Value(name))
        {
            case null or "false":
                return false;
            case "true":
                return true;
            case var text:
                Wrong($"{name} must be true or false, not '{text}'.");
                return false;
        }
    }

    public IPAddress Address(string name, IPAddress otherwise)
    {
        if (Value(name) is not { } text)
        {
            return otherwise;
        }
        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }
        Wrong($"{name} must be an IP address such as 127.0.0.1 or 0.0.0.0, not '{text}'.");
        return otherwise;
    }

    public LogLevel Level(string name)
    {
        var text = Text(name, "info");
        if (Levels.TryGetValue(text, out var level))
        {
            return level;
        }
        Wrong($"{name} must be one of {string.Join(", ", Levels.Keys)}, not '{text}'.");
        return LogLevel.Information;
    }

    public void ThrowIfWrong()
    {
        if (errors.Count > 0)
        {
            throw new ConfigurationException(string.Join(' ', errors));
        }
    }
}
