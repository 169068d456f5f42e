using BeerApi.Database;
using BeerApi.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BeerApi.Tests;

public sealed class MigrationTests(PostgresFixture postgres)
{
    private const string Ledger = "SELECT string_agg(version || ' ' || name, ', ' ORDER BY version) FROM public.schema_migrations";

    [Fact]
    public void Migrations_are_numbered_without_gaps_from_1() =>
        Assert.Equal(Enumerable.Range(1, MigrationCatalog.Latest), MigrationCatalog.All.Select(migration => migration.Version));

    /// <summary>Old and new tasks share the schema: what an older release uses must stay as it is.</summary>
    [Fact]
    public void Every_migration_only_adds()
    {
        string[] taken = ["DROP TABLE", "DROP COLUMN", "DROP NOT NULL", "SET NOT NULL", "RENAME", "ALTER COLUMN", "TRUNCATE TABLE", "TRUNCATE public", "DELETE FROM", "UPDATE public"];
        Assert.All(MigrationCatalog.All, migration => Assert.All(taken, words => Assert.DoesNotContain(words, migration.Sql, StringComparison.OrdinalIgnoreCase)));
        Assert.All(
            MigrationCatalog.All.Where(migration => migration.Sql.Contains("CREATE INDEX", StringComparison.Ordinal) && !migration.Sql.Contains("CREATE TABLE", StringComparison.Ordinal)),
            migration => Assert.False(migration.InTransaction, $"{migration.Name} builds an index while nobody can write"));
    }

    /// <summary>The statements of the first release, which knew schema 1 only.</summary>
    [Fact]
    public async Task A_release_of_schema_1_works_with_the_newest()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);

        Assert.Equal(1L, await Sql.ScalarAsync(url, "INSERT INTO public.beers (name, style, abv) VALUES ('Old', 'Porter', 5) RETURNING id"));
        Assert.Equal("Old", await Sql.ScalarAsync(url, "SELECT name FROM (SELECT id, name, style, abv, created_at, updated_at FROM public.beers WHERE id > 0 AND style = 'Porter' ORDER BY id LIMIT 51) AS page"));
    }

    [Fact]
    public async Task A_check_tells_what_is_missing_and_changes_nothing()
    {
        var url = await postgres.CreateDatabaseAsync();

        var (before, all) = await BeerProcess.MigrateAsync(url, "--check");
        Assert.Equal(ExitCode.Failed, before);
        Assert.All(MigrationCatalog.All, migration => Assert.Contains($"To be applied: {migration.Name}", all, StringComparison.Ordinal));
        Assert.Equal(true, await Sql.ScalarAsync(url, "SELECT to_regclass('public.beers') IS NULL AND to_regclass('public.schema_migrations') IS NULL"));

        await MigrateAsync(url, MigrationCatalog.Latest - 1);
        var (partly, last) = await BeerProcess.MigrateAsync(url, "--check");
        Assert.Equal(ExitCode.Failed, partly);
        Assert.Contains("1 migrations are missing", last, StringComparison.Ordinal);

        await MigrateAsync(url, MigrationCatalog.Latest);
        Assert.Equal(ExitCode.Ok, (await BeerProcess.MigrateAsync(url, "--check")).ExitCode);

        await Sql.ScalarAsync(url, "UPDATE public.schema_migrations SET checksum = 'other' WHERE version = 3");
        var (edited, reason) = await BeerProcess.MigrateAsync(url, "--check");
        Assert.Equal(ExitCode.Failed, edited);
        Assert.Contains("was edited after it had been applied", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_twice_is_migrating_once()
    {
        var url = await postgres.CreateDatabaseAsync();

        Assert.Equal(ExitCode.Ok, (await BeerProcess.MigrateAsync(url)).ExitCode);
        var after = await Sql.ScalarAsync(url, Ledger);
        var (exitCode, output) = await BeerProcess.MigrateAsync(url);

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.DoesNotContain("Applied", output, StringComparison.Ordinal);
        Assert.Equal(after, await Sql.ScalarAsync(url, Ledger));
    }

    [Fact]
    public async Task Many_migrations_at_once_apply_each_step_once()
    {
        var url = await postgres.CreateDatabaseAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BeerProcess.MigrateAsync(url)));

        Assert.All(results, result => Assert.True(result.ExitCode == ExitCode.Ok, result.Output));
        var applied = results.SelectMany(result => result.Output.Split('\n')).Count(line => line.Contains("Applied", StringComparison.Ordinal));
        Assert.Equal(MigrationCatalog.Latest, applied);
    }

    [Fact]
    public async Task A_migration_goes_as_far_as_it_is_told_and_never_back()
    {
        var url = await postgres.CreateDatabaseAsync();

        await MigrateAsync(url, 1);
        Assert.Equal("1 0001_create_beers", await Sql.ScalarAsync(url, Ledger));
        await MigrateAsync(url, 2);
        await MigrateAsync(url, 1);
        Assert.Equal("1 0001_create_beers, 2 0002_index_beers_by_style", await Sql.ScalarAsync(url, Ledger));
    }

    [Fact]
    public async Task Beers_of_an_older_schema_are_kept()
    {
        var url = await postgres.CreateDatabaseAsync();
        await MigrateAsync(url, 1);
        await Sql.ScalarAsync(url, "INSERT INTO public.beers (name, style, abv) SELECT 'Beer ' || n, 'Porter', 5 FROM generate_series(1, 500) n");

        await MigrateAsync(url, MigrationCatalog.Latest);

        Assert.Equal(500L, await Sql.ScalarAsync(url, "SELECT count(*) FROM public.beers WHERE style = 'Porter'"));
    }

    [Fact]
    public async Task An_index_that_an_interrupted_migration_left_invalid_is_built_again()
    {
        var url = await postgres.CreateDatabaseAsync();
        await MigrateAsync(url, 1);
        await Sql.ScalarAsync(url, "INSERT INTO public.beers (name, abv) VALUES ('Twice', 5), ('Twice', 5)");
        // A unique index over equal names fails in its second half, which is how PostgreSQL comes to keep an invalid one.
        await Assert.ThrowsAsync<PostgresException>(() => Sql.ScalarAsync(url, "CREATE UNIQUE INDEX CONCURRENTLY beers_style_id ON public.beers (name)"));
        const string valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.beers_style_id'::regclass";
        Assert.Equal(false, await Sql.ScalarAsync(url, valid));

        await MigrateAsync(url, MigrationCatalog.Latest);

        Assert.Equal(true, await Sql.ScalarAsync(url, valid));
    }

    [Fact]
    public async Task A_migration_waits_for_one_that_is_running()
    {
        var url = await postgres.CreateDatabaseAsync();
        await using var running = await Sql.OpenAsync(url);
        await using (var take = new NpgsqlCommand($"SELECT pg_advisory_lock({Migrator.LockKey})", running))
        {
            await take.ExecuteNonQueryAsync();
        }

        var waiting = MigrateAsync(url, 1);
        await Eventually.True(
            async () => (long)(await Sql.ScalarAsync(
                url, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_try_advisory_lock%'"))! > 0,
            "the migration asks for the lock");
        Assert.False(waiting.IsCompleted);
        Assert.Equal(true, await Sql.ScalarAsync(url, "SELECT to_regclass('public.beers') IS NULL"));
        await running.CloseAsync();

        await waiting;
        Assert.Equal("1 0001_create_beers", await Sql.ScalarAsync(url, Ledger));
    }

    [Fact]
    public async Task A_migration_that_meets_a_lock_gives_way_and_tries_again()
    {
        var url = await postgres.CreateDatabaseAsync();
        await MigrateAsync(url, 1);
        var log = new ListLogger();
        Task migrating;
        await using (await Sql.LockBeersAsync(url))
        {
            migrating = new Migrator(Sql.Settings(url), null, log, TimeProvider.System).MigrateAsync(2, TestContext.Current.CancellationToken);
            await Eventually.True(() => Task.FromResult(log.Text.Contains("did not get its lock", StringComparison.Ordinal)), "the migration gives way");
        }

        await migrating;
        Assert.Equal(2, await Sql.ScalarAsync(url, "SELECT max(version) FROM public.schema_migrations"));
    }

    [Fact]
    public async Task An_applied_migration_that_was_edited_is_refused()
    {
        var url = await postgres.CreateDatabaseAsync();
        await MigrateAsync(url, 1);
        await Sql.ScalarAsync(url, "UPDATE public.schema_migrations SET checksum = 'other'");

        var (exitCode, output) = await BeerProcess.MigrateAsync(url);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("0001_create_beers was edited after it had been applied", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_one_clear_line_and_exit_code_1()
    {
        var (exitCode, output) = await BeerProcess.MigrateAsync("postgres://beer:s3cret@127.255.255.254:1/beers");

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("127.255.255.254:1/beers as beer", output, StringComparison.Ordinal);
        Assert.Contains("refused", output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", output, StringComparison.Ordinal);
    }

    private static Task MigrateAsync(string url, int version) =>
        new Migrator(Sql.Settings(url), null, NullLogger.Instance, TimeProvider.System).MigrateAsync(version, TestContext.Current.CancellationToken);
}
