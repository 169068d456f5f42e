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
        if (!await RoleSql.ExistsAsync(connection, server.User, stop))
        {
            await RoleSql.SetPasswordAsync(connection, "CREATE", server, "DATABASE_URL", stop);
            logger.LogInformation("Made the role {Role}", server.User);
        }
        const string tooMuch = "SELECT true FROM pg_roles WHERE rolname = $1 AND (rolsuper OR pg_has_role(oid, current_user, 'MEMBER'))";
        if (await RoleSql.ScalarAsync(connection, tooMuch, stop, server.User) is true)
        {
            throw new MigrationException($"the role {server.User} is a superuser or a member of the owner of the schema: let DATABASE_URL name another role.");
        }
        await GrantAsync(connection, await RoleSql.QuoteAsync(connection, server.User, stop), stop);
    }

    /// <summary>In one transaction: a server that is running must not lack a privilege for a moment.</summary>
    private static async Task GrantAsync(NpgsqlConnection connection, string role, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // Before version 15 PostgreSQL let everybody create tables in the schema public.
        await RoleSql.ExecuteAsync(connection, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", stop);
        await RoleSql.ExecuteAsync(connection, $"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}", stop);
        await RoleSql.ExecuteAsync(connection, $"REVOKE CREATE ON SCHEMA public FROM {role}", stop);
        await RoleSql.ExecuteAsync(connection, $"GRANT USAGE ON SCHEMA public TO {role}", stop);
        foreach (var (table, privileges) in Needs)
        {
            if (await RoleSql.ScalarAsync(connection, "SELECT to_regclass('public.' || $1) IS NOT NULL", stop, table) is true)
            {
                await RoleSql.ExecuteAsync(connection, $"GRANT {privileges} ON public.{table} TO {role}", stop);
            }
        }
        await transaction.CommitAsync(stop);
    }
}
