using Publican.Leases;

namespace Publican.Loop;

/// <summary>Configuration, by environment variables only.</summary>
/// <param name="Source">PUBLICAN_SOURCE: <c>git+&lt;url&gt;#&lt;branch&gt;:&lt;path&gt;</c>, path being one environment's folder.</param>
/// <param name="Endpoint">AWS_ENDPOINT_URL: wins over the environment's own; null for AWS itself.</param>
/// <param name="StatusUrl">PUBLICAN_STATUS_URL: where the status API listens.</param>
/// <param name="DataFolder">PUBLICAN_DATA: where the clone is kept.</param>
/// <param name="PollInterval">PUBLICAN_POLL: seconds between two looks at the source.</param>
/// <param name="Lease">PUBLICAN_DATABASE: where two instances agree on who leads; null for one instance without a lease.</param>
public sealed record ReconcilerSettings(string Source, Uri? Endpoint, Uri StatusUrl, string DataFolder, TimeSpan PollInterval, LeaseDatabase? Lease = null)
{
    /// <exception cref="SettingsException">A variable is missing or wrong; the message says which and what it takes.</exception>
    public static ReconcilerSettings From(Func<string, string?> variable)
    {
        var source = variable("PUBLICAN_SOURCE")
            ?? throw new SettingsException("PUBLICAN_SOURCE is not set: give it git+<url>#<branch>:<path>, for example git+file:///srv/desired.git#main:local");
        var endpoint = EndpointFrom(variable);
        var status = StatusUrlFrom(variable);
        var data = variable("PUBLICAN_DATA") ?? Path.Combine(Path.GetTempPath(), "publican");
        var poll = Seconds("PUBLICAN_POLL", variable("PUBLICAN_POLL"), endpoint is { IsLoopback: true } ? 1 : 30);
        return new ReconcilerSettings(source, endpoint, status, data, poll, variable("PUBLICAN_DATABASE") is { Length: > 0 } database ? Database(database) : null);
    }

    private static LeaseDatabase Database(string text)
    {
        try
        {
            return LeaseDatabase.Parse(text);
        }
        catch (FormatException error)
        {
            throw new SettingsException($"PUBLICAN_DATABASE {error.Message}");
        }
    }

    /// <exception cref="SettingsException">AWS_ENDPOINT_URL is no URL.</exception>
    public static Uri? EndpointFrom(Func<string, string?> variable) => variable("AWS_ENDPOINT_URL") is { Length: > 0 } text ? Url("AWS_ENDPOINT_URL", text) : null;

    /// <exception cref="SettingsException">PUBLICAN_STATUS_URL is no URL.</exception>
    public static Uri StatusUrlFrom(Func<string, string?> variable) => Url("PUBLICAN_STATUS_URL", variable("PUBLICAN_STATUS_URL") ?? "http://127.0.0.1:8090");

    private static Uri Url(string name, string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")
        ? url
        : throw new SettingsException($"{name} is '{text}': it takes an absolute http or https URL");

    private static TimeSpan Seconds(string name, string? text, int usual) => text switch
    {
        null or "" => TimeSpan.FromSeconds(usual),
        _ when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 3600 => TimeSpan.FromSeconds(seconds),
        _ => throw new SettingsException($"{name} is '{text}': it takes seconds from 0.1 to 3600"),
    };
}

public sealed class SettingsException(string message) : Exception(message);
