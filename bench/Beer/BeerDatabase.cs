using Npgsql;
using Publican.Stack;

namespace Publican.Bench;

/// <summary>A database of beers on a PostgreSQL that all contenders share.</summary>
internal sealed record BeerDatabase(string Url, string ConnectionString)
{
    /// <summary>Migrates a new database with the program under test and fills it.</summary>
    public static async Task<BeerDatabase> CreateAsync(PostgresServer server, string name, int rows)
    {
        var database = new BeerDatabase($"{await server.CreateDatabaseAsync(name)}?sslmode=disable", server.ConnectionString(name));
        await Contender.MigrateAsync(database.Url);
        await database.ExecuteAsync($"""
            INSERT INTO public.beers (name, style, abv)
            SELECT 'Beer of the house no. ' || n, (ARRAY['Porter', 'Pale Lager', 'Brown Ale', 'Hefeweizen', 'Session IPA', 'Saison', 'Tripel', NULL])[1 + n % 8], (n * 7 % 130) / 10.0
            FROM generate_series(1, {rows}) AS n
            """);
        await database.ExecuteAsync("VACUUM ANALYZE public.beers");
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
