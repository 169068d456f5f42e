using BeerApi.Tests.TestKit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace BeerApi.Tests.TestKit;

/// <summary>One PostgreSQL for all tests; each takes a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private int databases;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new empty database.</summary>
    /// <returns>Its URL.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"beers_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}";
        await Sql.ScalarAsync("postgres://beer@127.0.0.1:55433/postgres", $"CREATE DATABASE {name}");
        return $"postgres://beer@127.0.0.1:55433/{name}?sslmode=disable";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
