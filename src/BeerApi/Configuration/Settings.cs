using System.Net;
using BeerApi.Database;

namespace BeerApi.Configuration;

/// <summary>Everything that can be configured, read once from the environment of the process. docs/beer-api.md lists the variables.</summary>
/// <param name="Host">The one address to listen on.</param>
/// <param name="Port">0 takes any free port.</param>
/// <param name="Version">What <c>GET /</c> answers.</param>
/// <param name="MigrationDatabase">The same database for <c>migrate</c>, as the user who owns the schema; null when the server's user does.</param>
/// <param name="AdminDatabase">The same database for <c>roles</c>, as the user who may make them; null when nobody is named.</param>
/// <param name="SchemaVersion">The schema this release needs: <c>migrate</c> goes to it, and the server is ready from it on.</param>
/// <param name="ReadCopyMegabytes">Room for beers and pages in memory, see Reading; 0 makes every read ask the database.</param>
/// <param name="ShutdownDelay">How long the server goes on answering after SIGTERM, not ready, before it stops listening.</param>
/// <param name="RequestTimeout">How long a client may take to send its headers, and then its body.</param>
/// <param name="RequestsPerSecond">For each client; 0 for any number.</param>
/// <param name="TrustedProxies">How many load balancers stand before the server, each of which adds to X-Forwarded-For.</param>
public sealed record Settings(
    IPAddress Host,
    int Port,
    string Version,
    DatabaseSettings Database,
    DatabaseSettings? MigrationDatabase,
    DatabaseSettings? AdminDatabase,
    int SchemaVersion,
    bool SeedEnabled,
    int ReadCopyMegabytes,
    TimeSpan ShutdownDelay,
    TimeSpan RequestTimeout,
    int RequestsPerSecond,
    int TrustedProxies,
    TracingSettings? Tracing,
    LogLevel LogLevel)
{
    /// <summary>
    /// From SIGTERM to the end of all requests, whatever still runs. Traces that are left are sent after that, 3 s for each batch of them and
    /// 5 s at most, so that 20 s are kept. ECS gives 30 s, then kills.
    /// </summary>
    public static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(13);

    /// <summary>Reads the settings.</summary>
    /// <param name="variable">The value of an environment variable, null when it is not set.</param>
    /// <exception cref="ConfigurationException">One sentence for every missing or wrong variable.</exception>
    public static Settings Read(Func<string, string?> variable)
    {
        var environment = new EnvironmentReader(variable);
        var database = DatabaseVariables.Read(environment);
        var migration = DatabaseVariables.ReadForMigration(environment, database);
        var settings = new Settings(
            environment.Address("HOST", IPAddress.Loopback),
            environment.Number("PORT", 8080, 0, 65535),
            environment.Text("APP_VERSION", "dev"),
            database,
            migration,
            DatabaseVariables.ReadForRoles(environment, migration),
            environment.Number("SCHEMA_VERSION", MigrationCatalog.Latest, MigrationCatalog.Oldest, MigrationCatalog.Latest),
            environment.Flag("SEED_ENABLED"),
            environment.Number("READ_COPY_MB", 16, 0, 4096),
            TimeSpan.FromSeconds(environment.Number("SHUTDOWN_DELAY_SECONDS", 1, 0, 10)),
            TimeSpan.FromSeconds(environment.Number("REQUEST_TIMEOUT_SECONDS", 10, 1, 120)),
            environment.Number("RATE_LIMIT_PER_SECOND", 0, 0, 1_000_000),
            environment.Number("TRUSTED_PROXIES", 0, 0, 10),
            TracingSettings.Read(environment),
            environment.Level("LOG_LEVEL"));
        environment.ThrowIfWrong();
        return settings;
    }
}
