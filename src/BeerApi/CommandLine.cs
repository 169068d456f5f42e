using System.Globalization;
using System.Runtime.InteropServices;
using BeerApi.Beers;
using BeerApi.Configuration;
using BeerApi.Database;
using BeerApi.Health;

namespace BeerApi;

/// <summary>The commands of the binary: none serves HTTP, <c>migrate</c> brings the schema up to date, <c>seed</c> adds beers to try it with, <c>health</c> asks a server beside it.</summary>
public static class CommandLine
{
    private const string Usage =
        "Usage: BeerApi (serves HTTP), BeerApi migrate [--to N] (brings the database schema up to version N), BeerApi migrate --check (tells what migrate would do), BeerApi seed (adds ten beers), BeerApi roles (makes the roles of a new database), BeerApi health (asks the server beside it).";

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
            ["migrate", "--check"] => await CheckAsync(settings),
            ["migrate", "--to", var text] => TryReadVersion(text, out var version)
                ? await MigrateAsync(settings, version)
                : Refuse(ExitCode.Usage, $"migrate --to takes a schema version from 1 to {MigrationCatalog.Latest}."),
            ["seed"] => await SeedAsync(settings),
            ["roles"] => settings is { AdminDatabase: { } admin, MigrationDatabase: { } owner }
                ? await RolesAsync(settings, admin, owner)
                : Refuse(ExitCode.Configuration, "roles needs ADMIN_USER and ADMIN_PASSWORD, and MIGRATION_DATABASE_URL and DATABASE_URL, which name the two roles and their passwords."),
            ["health"] => await HealthCommand.AskAsync(settings.Host, settings.Port, HealthCommand.Patience, TimeProvider.System) is { } problem
                ? Refuse(ExitCode.Failed, problem)
                : ExitCode.Ok,
            _ => Refuse(ExitCode.Usage, Usage),
        };
    }

    /// <summary>Serves until SIGTERM. One that comes in the middle of the start waits for its end, since a host that is interrupted there fails.</summary>
    private static async Task<int> ServeAsync(Settings settings, Func<Settings, WebApplication> build)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
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
        await told.Task;
        await app.StopAsync();
        app.Logger.LogInformation("beer-api {Version} has stopped", settings.Version);
        return ExitCode.Ok;

        void Take(PosixSignalContext signal)
        {
            signal.Cancel = true;
            told.TrySetResult();
        }
    }

    private static Task<int> MigrateAsync(Settings settings, int version) => WithDatabaseAsync(settings, "Migrate", "The migration failed", async logger =>
    {
        await Migrator(settings, logger).MigrateAsync(version, CancellationToken.None);
        return ExitCode.Ok;
    });

    private static Task<int> CheckAsync(Settings settings) => WithDatabaseAsync(settings, "Migrate", "The check failed", async logger =>
    {
        var pending = await Migrator(settings, logger).PendingAsync(settings.SchemaVersion, CancellationToken.None);
        foreach (var migration in pending)
        {
            logger.LogWarning("To be applied: {Migration}", migration.Name);
        }
        logger.LogInformation("{Count} migrations are missing for version {Version}", pending.Count, settings.SchemaVersion);
        return pending.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    });

    private static Task<int> SeedAsync(Settings settings) => WithDatabaseAsync(settings, "Seed", "Seeding failed", async logger =>
    {
        await using var source = BeerDataSource.Create(settings.Database);
        await using var connection = await source.OpenConnectionAsync();
        var (planted, _) = await BeerSeed.PlantAsync(connection, CancellationToken.None);
        logger.LogInformation("Added {Added} beers, {AlreadyThere} were there already", planted.Added, planted.AlreadyThere);
        return ExitCode.Ok;
    });

    private static Task<int> RolesAsync(Settings settings, DatabaseSettings admin, DatabaseSettings owner) =>
        WithDatabaseAsync(settings with { MigrationDatabase = admin }, "Roles", "Making the roles failed", async logger =>
        {
            await new RoleSetup(admin, owner, settings.Database, logger).RunAsync(CancellationToken.None);
            return ExitCode.Ok;
        });

    private static Migrator Migrator(Settings settings, ILogger logger) => settings.MigrationDatabase is { } owner
        ? new(owner, settings.Database, logger, TimeProvider.System)
        : new(settings.Database, null, logger, TimeProvider.System);

    /// <summary>A database that is away or refuses is one line in the log, not a stack trace.</summary>
    private static async Task<int> WithDatabaseAsync(Settings settings, string name, string failure, Func<ILogger, Task<int>> run)
    {
        using var loggers = JsonLogging.CreateFactory(settings.LogLevel);
        var logger = loggers.CreateLogger($"BeerApi.{name}");
        try
        {
            return await run(logger);
        }
        catch (Exception e) when (e is MigrationException || DatabaseErrors.IsFromDatabase(e))
        {
            logger.LogCritical("{Failure} at {Database}: {Reason}", failure, settings.MigrationDatabase ?? settings.Database, DatabaseErrors.Describe(e));
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
