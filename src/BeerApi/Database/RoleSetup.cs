using BeerApi.Configuration;
using Npgsql;

namespace BeerApi.Database;

/// <summary>
/// The first thing done to a new database, as its administrator: makes the role that owns the schema and the one that serves, and gives the database to
/// the first. Once more, it sets their passwords anew.
/// </summary>
/// <param name="admin">May make roles and owns the database, such as the master user of RDS; it need not be a superuser.</param>
internal sealed class RoleSetup(DatabaseSettings admin, DatabaseSettings owner, DatabaseSettings server, ILogger logger)
{
    private const int SchemaBelongsToDatabaseOwner = 15;

    /// <exception cref="MigrationException">A role has no password, or one that cannot be set.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or refuses a statement.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var source = BeerDataSource.CreateForMigration(admin);
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await PutAsync(connection, owner, "MIGRATION_DATABASE_URL", stop);
        await PutAsync(connection, server, "DATABASE_URL", stop);
        await GiveAsync(connection, stop);
        await transaction.CommitAsync(stop);
        logger.LogInformation("{Owner} owns {Database}, {Server} serves from it", owner.User, owner.Name, server.User);
    }

    private async Task PutAsync(NpgsqlConnection connection, DatabaseSettings login, string variable, CancellationToken stop)
    {
        var exists = await RoleSql.ExistsAsync(connection, login.User, stop);
        await RoleSql.SetPasswordAsync(connection, exists ? "ALTER" : "CREATE", login, variable, stop);
        logger.LogInformation("{What} {Role}", exists ? "Set the password of" : "Made the role", login.User);
    }

    private async Task GiveAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var (database, ownerName, serverName) = (
            await RoleSql.QuoteAsync(connection, owner.Name, stop), await RoleSql.QuoteAsync(connection, owner.User, stop), await RoleSql.QuoteAsync(connection, server.User, stop));
        // Only a member of a role may give things to it, a superuser aside.
        await RoleSql.ExecuteAsync(connection, $"GRANT {ownerName} TO CURRENT_USER", stop);
        if (connection.PostgreSqlVersion.Major < SchemaBelongsToDatabaseOwner)
        {
            await RoleSql.ExecuteAsync(connection, $"ALTER SCHEMA public OWNER TO {ownerName}", stop);
        }
        await RoleSql.ExecuteAsync(connection, $"ALTER DATABASE {database} OWNER TO {ownerName}", stop);
        // By default everybody may connect to every database and make temporary tables.
        await RoleSql.ExecuteAsync(connection, $"REVOKE ALL ON DATABASE {database} FROM PUBLIC", stop);
        await RoleSql.ExecuteAsync(connection, $"GRANT CONNECT ON DATABASE {database} TO {serverName}", stop);
    }
}
