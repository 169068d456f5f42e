using BeerApi.Configuration;
using Npgsql;

namespace BeerApi.Database;

/// <summary>
/// The user that the server logs in as: it reads and writes rows, and can neither change the schema nor empty a table at once.
/// So what goes through the server, a statement smuggled into it included, cannot drop a table.
/// </summary>
internal static class ServerRole
{
    /// <summary>What the server needs, table by table. Everything else is taken away.</summary>
    private static readonly (string Table, string Privileges)[] Needs =
    [
        ("beers", "SELECT, INSERT, UPDATE, DELETE"),
        ("idempotency_keys", "SELECT, INSERT, UPDATE, DELETE"),
        ("schema_migrations", "SELECT"),
    ];

    /// <summary>Makes the role if there is none, with the password the server will use. A password that is there already is left alone.</summary>
    /// <exception cref="MigrationException">The role may do more than the server needs, and a GRANT cannot change that.</exception>
    public static async Task PrepareAsync(NpgsqlConnection connection, DatabaseSettings server, ILogger logger, CancellationToken stop)
    {
        if (await ScalarAsync(connection, "SELECT true FROM pg_roles WHERE rolname = $1", server.User, stop) is null)
        {
            await CreateAsync(connection, server, stop);
            logger.LogInformation("Made the role {Role}", server.User);
        }
        if (await ScalarAsync(connection, "SELECT true FROM pg_roles WHERE rolname = $1 AND (rolsuper OR pg_has_role(oid, current_user, 'MEMBER'))", server.User, stop) is true)
        {
            throw new MigrationException($"the role {server.User} is a superuser or a member of the owner of the schema: let DATABASE_URL name another role.");
        }
        await GrantAsync(connection, server, stop);
    }

    private static async Task CreateAsync(NpgsqlConnection connection, DatabaseSettings server, CancellationToken stop)
    {
        if (server.Password is not { } password)
        {
            throw new MigrationException($"there is no role {server.User}, and without a password in DATABASE_URL none is made.");
        }
        // Identifiers and passwords cannot be parameters of CREATE ROLE: PostgreSQL itself quotes them. The password travels as what
        // PostgreSQL would store, since statements may be logged.
        await using var compose = new NpgsqlCommand("SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1, $2)", connection);
        compose.Parameters.Add(new NpgsqlParameter<string> { TypedValue = server.User });
        compose.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ScramSecret.Of(password) });
        await ExecuteAsync(connection, (string)(await compose.ExecuteScalarAsync(stop))!, stop);
    }

    /// <summary>In one transaction: a server that is running must not lack a privilege for a moment.</summary>
    private static async Task GrantAsync(NpgsqlConnection connection, DatabaseSettings server, CancellationToken stop)
    {
        var role = (string)(await ScalarAsync(connection, "SELECT quote_ident($1)", server.User, stop))!;
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // Before version 15 PostgreSQL let everybody create tables in the schema public.
        await ExecuteAsync(connection, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", stop);
        await ExecuteAsync(connection, $"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}", stop);
        await ExecuteAsync(connection, $"REVOKE CREATE ON SCHEMA public FROM {role}", stop);
        await ExecuteAsync(connection, $"GRANT USAGE ON SCHEMA public TO {role}", stop);
        foreach (var (table, privileges) in Needs)
        {
            if (await ScalarAsync(connection, "SELECT to_regclass('public.' || $1) IS NOT NULL", table, stop) is true)
            {
                await ExecuteAsync(connection, $"GRANT {privileges} ON public.{table} TO {role}", stop);
            }
        }
        await transaction.CommitAsync(stop);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, string value, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return await command.ExecuteScalarAsync(stop);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
