using BeerApi.Configuration;
using Npgsql;

namespace BeerApi.Database;

/// <summary>
/// Brings the schema forward, one process at a time. Old and new tasks share the schema during a rollout, so every
/// migration only adds, and none waits longer than two seconds for a lock, behind which their requests would queue.
/// </summary>
/// <param name="owner">Logs in as the user who owns the schema.</param>
/// <param name="server">The user that the server logs in as, who is given what it needs and no more; null when it is the owner.</param>
internal sealed class Migrator(DatabaseSettings owner, DatabaseSettings? server, ILogger logger, TimeProvider time)
{
    /// <summary>"beer" in ASCII: any number will do that nobody else in this database locks.</summary>
    public const long LockKey = 0x62656572;

    private const int Attempts = 5;
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Applies every migration up to <paramref name="version"/> that is not there yet; never goes back.</summary>
    /// <exception cref="MigrationException">Another process holds the lock for too long, or an applied migration was edited.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses a statement.</exception>
    public async Task MigrateAsync(int version, CancellationToken stop)
    {
        await using var source = BeerDataSource.CreateForMigration(owner);
        await using var connection = await source.OpenConnectionAsync(stop);
        await ExecuteAsync(connection, "SET lock_timeout = '2s'", stop);
        await LockAsync(connection, stop);
        await MigrationLedger.CreateAsync(connection, stop);
        var applied = await MigrationLedger.ReadAsync(connection, stop);
        foreach (var migration in MigrationCatalog.All.Where(migration => migration.Version <= version))
        {
            if (applied.TryGetValue(migration.Version, out var checksum))
            {
                RefuseEdited(migration, checksum);
                continue;
            }
            await ApplyPatientlyAsync(connection, migration, stop);
            logger.LogInformation("Applied migration {Migration}", migration.Name);
        }
        if (server is not null)
        {
            await ServerRole.PrepareAsync(connection, server, logger, stop);
        }
        var reached = await MigrationLedger.ReadVersionAsync(connection, stop);
        logger.LogInformation("The schema of {Database} is at version {Version}", owner, reached);
    }

    /// <summary>Looks, and changes nothing.</summary>
    /// <returns>The migrations up to <paramref name="version"/> that are still to be applied.</returns>
    /// <exception cref="MigrationException">An applied migration was edited.</exception>
    public async Task<IReadOnlyList<Migration>> PendingAsync(int version, CancellationToken stop)
    {
        await using var source = BeerDataSource.CreateForMigration(owner);
        await using var connection = await source.OpenConnectionAsync(stop);
        var applied = await MigrationLedger.ReadVersionAsync(connection, stop) == 0 ? new Dictionary<int, string>() : await MigrationLedger.ReadAsync(connection, stop);
        foreach (var migration in MigrationCatalog.All.Where(migration => applied.ContainsKey(migration.Version)))
        {
            RefuseEdited(migration, applied[migration.Version]);
        }
        return [.. MigrationCatalog.All.Where(migration => migration.Version <= version && !applied.ContainsKey(migration.Version))];
    }

    /// <summary>
    /// Asks again and again instead of waiting inside PostgreSQL: a session that waits holds a snapshot, CREATE INDEX
    /// CONCURRENTLY waits for every older snapshot, and the two would lock each other out. The lock goes with the session.
    /// </summary>
    private async Task LockAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockKey });
        while (await command.ExecuteScalarAsync(stop) is not true)
        {
            if (time.GetElapsedTime(start) > LockPatience)
            {
                throw new MigrationException("another migration has held the lock for a minute: see who runs it in pg_locks (advisory), then try again.");
            }
            await Task.Delay(Pause, time, stop);
        }
    }

    private async Task ApplyPatientlyAsync(NpgsqlConnection connection, Migration migration, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ApplyAsync(connection, migration, stop);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < Attempts)
            {
                logger.LogWarning("Migration {Migration} did not get its lock (attempt {Attempt} of {Attempts})", migration.Name, attempt, Attempts);
                await Task.Delay(Pause * attempt, time, stop);
            }
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken stop)
    {
        await using var transaction = migration.InTransaction ? await connection.BeginTransactionAsync(stop) : null;
        foreach (var statement in migration.Statements)
        {
            await ExecuteAsync(connection, statement, stop);
        }
        await MigrationLedger.RecordAsync(connection, migration, stop);
        if (transaction is not null)
        {
            await transaction.CommitAsync(stop);
        }
    }

    private static void RefuseEdited(Migration migration, string appliedChecksum)
    {
        if (appliedChecksum != migration.Checksum)
        {
            throw new MigrationException($"{migration.Name} was edited after it had been applied: restore it and add a new migration instead.");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
