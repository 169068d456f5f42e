using BeerApi.Configuration;
using BeerApi.Database;
using Npgsql;

namespace BeerApi.Tests.TestKit;

/// <summary>What a test does to a database behind the back of the API.</summary>
internal static class Sql
{
    public static DatabaseSettings Settings(string url) =>
        BeerApi.Configuration.Settings.Read(name => name == "DATABASE_URL" ? url : null).Database;

    public static async Task<NpgsqlConnection> OpenAsync(string url)
    {
        var source = BeerDataSource.CreateForMigration(Settings(url));
        return await source.OpenConnectionAsync();
    }

    public static async Task<object?> ScalarAsync(string url, string sql)
    {
        await using var connection = await OpenAsync(url);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Holds a lock that every statement on the table waits for, until disposed.</summary>
    public static async Task<NpgsqlConnection> LockBeersAsync(string url)
    {
        var connection = await OpenAsync(url);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE public.beers IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>How many sessions of this database wait for a lock.</summary>
    public static async Task<long> WaitingAsync(string url) =>
        (long)(await ScalarAsync(url, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))!;
}
