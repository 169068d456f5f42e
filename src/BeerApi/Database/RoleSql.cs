using BeerApi.Configuration;
using Npgsql;

namespace BeerApi.Database;

/// <summary>Statements about roles. Names and passwords cannot be parameters there, so PostgreSQL itself quotes them.</summary>
internal static class RoleSql
{
    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, string role, CancellationToken stop) =>
        await ScalarAsync(connection, "SELECT true FROM pg_roles WHERE rolname = $1", stop, role) is true;

    /// <summary>Makes a role or gives it a new password, which travels as what PostgreSQL stores, since statements may be logged.</summary>
    /// <param name="verb">CREATE or ALTER.</param>
    public static async Task SetPasswordAsync(NpgsqlConnection connection, string verb, DatabaseSettings login, string variable, CancellationToken stop)
    {
        if (login.Password is not { } password)
        {
            throw new MigrationException($"the role {login.User} needs a password, but {variable} has none.");
        }
        var statement = await ScalarAsync(connection, $"SELECT format('{verb} ROLE %I LOGIN PASSWORD %L', $1, $2)", stop, login.User, ScramSecret.Of(password));
        await ExecuteAsync(connection, (string)statement!, stop);
    }

    public static async Task<string> QuoteAsync(NpgsqlConnection connection, string name, CancellationToken stop) =>
        (string)(await ScalarAsync(connection, "SELECT quote_ident($1)", stop, name))!;

    public static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken stop, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        }
        return await command.ExecuteScalarAsync(stop);
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
