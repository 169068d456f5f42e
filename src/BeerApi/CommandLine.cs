using System.Globalization;
using BeerApi.Configuration;
using BeerApi.Database;

namespace BeerApi;

/// <summary>The commands of the binary: none serves HTTP, <c>migrate [--to N]</c> brings the schema up to date.</summary>
public static class CommandLine
{
    private const string Usage = "Usage: BeerApi (serves HTTP) or BeerApi migrate [--to N] (brings the database schema up to version N).";

    /// <summary>Runs one command to its end.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="build">Puts the server together; called only when the command is to serve.</param>
    /// <returns>The exit code of the process, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Func<Settings, WebApplication> build)
    {
        Settings settings;
        try
        {
            settings = Settings.Read(Environment.GetEnvironmentVariable);
        }
        catch (ConfigurationException e)
        {
            return Refuse(ExitCode.Configuration, e.Message);
        }
        return args switch
        {
            [] => await ServeAsync(settings, build),
            ["migrate"] => await MigrateAsync(settings, settings.SchemaVersion),
            ["migrate", "--to", var text] => TryReadVersion(text, out var version)
                ? await MigrateAsync(settings, version)
                : Refuse(ExitCode.Usage, $"migrate --to takes a schema version from 1 to {MigrationCatalog.Latest}."),
            _ => Refuse(ExitCode.Usage, Usage),
        };
    }

    private static async Task<int> ServeAsync(Settings settings, Func<Settings, WebApplication> build)
    {
        await using var app = build(settings);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            app.Logger.LogCritical("Cannot listen on {Host}:{Port}: {Reason}", settings.Host, settings.Port, e.Message);
            return ExitCode.Failed;
        }
        app.Logger.LogInformation("beer-api {Version} listens on {Addresses}", settings.Version, string.Join(", ", app.Urls));
        await app.WaitForShutdownAsync();
        app.Logger.LogInformation("beer-api {Version} has stopped", settings.Version);
        return ExitCode.Ok;
    }

    private static async Task<int> MigrateAsync(Settings settings, int version)
    {
        using var loggers = JsonLogging.CreateFactory(settings.LogLevel);
        var logger = loggers.CreateLogger("BeerApi.Migrate");
        try
        {
            await new Migrator(settings.Database, logger, TimeProvider.System).MigrateAsync(version, CancellationToken.None);
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is MigrationException || DatabaseErrors.IsFromDatabase(e))
        {
            logger.LogCritical("The migration failed at {Database}: {Reason}", settings.Database, DatabaseErrors.Describe(e));
            return ExitCode.Failed;
        }
    }

    private static bool TryReadVersion(string text, out int version) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version >= 1 && version <= MigrationCatalog.Latest;

    private static int Refuse(int exitCode, string reason)
    {
        using var loggers = JsonLogging.CreateFactory(LogLevel.Information);
        loggers.CreateLogger("BeerApi").LogCritical("{Reason}", reason);
        return exitCode;
    }
}
