using Npgsql;

namespace BeerApi.Database;

/// <summary>The table public.schema_migrations: which migrations this database has had.</summary>
internal static class MigrationLedger
{
    public static async Task CreateAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            """
            CREATE TABLE IF NOT EXISTS public.schema_migrations (
                version integer PRIMARY KEY,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """,
            connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>The checksum of each applied migration by its version.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> ReadAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("SELECT version, checksum FROM public.schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var applied = new Dictionary<int, string>();
        while (await reader.ReadAsync(stop))
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }
        return applied;
    }

    /// <summary>The newest applied version; 0 where nothing has been migrated yet.</summary>
    public static async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM public.schema_migrations", connection);
        try
        {
            return (int)(await command.ExecuteScalarAsync(stop))!;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }

    public static async Task RecordAsync(NpgsqlConnection connection, Migration migration, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO public.schema_migrations (version, name, checksum) VALUES ($1, $2, $3)", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Version });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Checksum });
        await command.ExecuteNonQueryAsync(stop);
    }
}
