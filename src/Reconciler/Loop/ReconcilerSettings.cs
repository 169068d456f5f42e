using Publican.Events;
using Publican.Hooks;
using Publican.Leases;
using Publican.Sources;

namespace Publican.Loop;

/// <summary>Configuration, by environment variables only.</summary>
/// <param name="Source">PUBLICAN_SOURCE: where one environment's files are.</param>
/// <param name="Endpoint">AWS_ENDPOINT_URL: wins over the environment's own; null for AWS itself.</param>
/// <param name="StatusUrl">PUBLICAN_STATUS_URL: where the status API listens.</param>
/// <param name="DataFolder">PUBLICAN_DATA: where the clone is kept.</param>
/// <param name="PollInterval">PUBLICAN_POLL: seconds between two looks at the source.</param>
/// <param name="Lease">PUBLICAN_DATABASE: where two instances agree on who leads; null for one instance without a lease.</param>
public sealed record ReconcilerSettings(SourceAddress Source, Uri? Endpoint, Uri StatusUrl, string DataFolder, TimeSpan PollInterval, LeaseDatabase? Lease = null)
{
    /// <summary>AWS_REGION: where the desired state is when it is in SSM. Services run in the region that their environment names.</summary>
    public string? Region { get; private init; }

    /// <summary>PUBLICAN_WEBHOOK_SECRET: what tells a Git host's deliveries from anybody's; null when no hook is answered.</summary>
    public WebhookSecret? WebhookSecret { get; private init; }

    /// <summary>PUBLICAN_EVENTS: the queue that events of ECS and Parameter Store come from; null where nobody sends any.</summary>
    public QueueAddress? Events { get; private init; }

    /// <summary>PUBLICAN_RATES: false where no call waits for AWS's rates, which a local region does not have.</summary>
    public bool KeepsRates { get; private init; } = true;

    /// <exception cref="SettingsException">A variable is missing or wrong; the message says which and what it takes.</exception>
    /// <exception cref="SourceException">PUBLICAN_SOURCE is wrong.</exception>
    public static ReconcilerSettings From(Func<string, string?> variable)
    {
        var source = SourceAddress.Parse(variable("PUBLICAN_SOURCE")
            ?? throw new SettingsException($"PUBLICAN_SOURCE is not set: give it {SourceAddress.Forms}, for example git+file:///srv/desired.git#main:local"));
        var endpoint = EndpointFrom(variable);
        var status = StatusUrlFrom(variable);
        var data = variable("PUBLICAN_DATA") ?? Path.Combine(Path.GetTempPath(), "publican");
        var poll = Seconds("PUBLICAN_POLL", variable("PUBLICAN_POLL"), source is DirectoryAddress || endpoint is { IsLoopback: true } ? 1 : 30);
        return new ReconcilerSettings(source, endpoint, status, data, poll, variable("PUBLICAN_DATABASE") is { Length: > 0 } database ? Database(database) : null)
        {
            KeepsRates = KeepsRatesFrom(variable("PUBLICAN_RATES"), endpoint),
            Events = variable("PUBLICAN_EVENTS") is { Length: > 0 } queue ? Queue(queue, variable("AWS_REGION")) : null,
            Region = source is ParameterAddress ? RegionFrom(variable, source) : null,
            WebhookSecret = variable("PUBLICAN_WEBHOOK_SECRET") is { Length: > 0 } secret ? new WebhookSecret(secret) : null,
        };
    }

    /// <summary>AWS_ENDPOINT_URL; null for AWS itself.</summary>
    /// <exception cref="SettingsException">It is no URL.</exception>
    public static Uri? EndpointFrom(Func<string, string?> variable) => variable("AWS_ENDPOINT_URL") is { Length: > 0 } text ? Url("AWS_ENDPOINT_URL", text) : null;

    /// <summary>Of a path of SSM: it is asked for before any environment, which would name one, is known.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static string RegionFrom(Func<string, string?> variable, SourceAddress address) => variable("AWS_REGION") is { Length: > 0 } region
        ? region
        : throw new SettingsException($"AWS_REGION is not set: it says in which region {address} is");

    private static bool KeepsRatesFrom(string? text, Uri? endpoint) => text switch
    {
        null or "" or "aws" => true,
        "none" when endpoint is { IsLoopback: true } => false,
        "none" => throw new SettingsException("PUBLICAN_RATES is none, but AWS_ENDPOINT_URL names no loopback address: AWS itself would refuse what comes faster than its rates; take it away"),
        _ => throw new SettingsException($"PUBLICAN_RATES is '{text}': it takes aws, or none at a local region"),
    };

    private static QueueAddress Queue(string text, string? region)
    {
        try
        {
            return QueueAddress.Parse(text, region);
        }
        catch (FormatException error)
        {
            throw new SettingsException($"PUBLICAN_EVENTS {error.Message}");
        }
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
