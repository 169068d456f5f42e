using System.Net;
using BeerApi.Database;

namespace BeerApi.Configuration;

/// <summary>Everything that can be configured, read once from the environment of the process. docs/beer-api.md lists the variables.</summary>
/// <param name="Host">The one address to listen on.</param>
/// <param name="Port">0 takes any free port.</param>
/// <param name="Version">What <c>GET /</c> answers.</param>
/// <param name="SchemaVersion">The schema this release needs: <c>migrate</c> goes to it, and the server is ready from it on.</param>
/// <param name="ShutdownDelay">How long the server goes on answering after SIGTERM, not ready, before it stops listening.</param>
public sealed record Settings(
    IPAddress Host,
    int Port,
    string Version,
    DatabaseSettings Database,
    int SchemaVersion,
    bool SeedEnabled,
    TimeSpan ShutdownDelay,
    LogLevel LogLevel)
{
    /// <summary>Reads the settings.</summary>
    /// <param name="variable">The value of an environment variable, null when it is not set.</param>
    /// <exception cref="ConfigurationException">One sentence for every missing or wrong variable.</exception>
    public static Settings Read(Func<string, string?> variable)
    {
        var environment = new EnvironmentReader(variable);
        var settings = new Settings(
            environment.Address("HOST", IPAddress.Loopback),
            environment.Number("PORT", 8080, 0, 65535),
            environment.Text("APP_VERSION", "dev"),
            DatabaseUrl.Read(environment),
            environment.Number("SCHEMA_VERSION", MigrationCatalog.Latest, 1, MigrationCatalog.Latest),
            environment.Flag("SEED_ENABLED"),
            TimeSpan.FromSeconds(environment.Number("SHUTDOWN_DELAY_SECONDS", 1, 0, 60)),
            environment.Level("LOG_LEVEL"));
        environment.ThrowIfWrong();
        return settings;
    }
}
