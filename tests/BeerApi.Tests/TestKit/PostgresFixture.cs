using BeerApi.Tests.TestKit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace BeerApi.Tests.TestKit;

/// <summary>One PostgreSQL for all tests; each takes a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? server;
    private int databases;

    public async ValueTask InitializeAsync() => server = await PostgresServer.StartNewAsync();

    /// <summary>A new empty database.</summary>
    /// <returns>Its URL.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"beers{Interlocked.Increment(ref databases)}";
        await Sql.ScalarAsync(server!.Url("postgres"), $"CREATE DATABASE {name}");
        return server.Url(name);
    }

    /// <summary>The same database for another user. PostgresServer says which roles need their passwords.</summary>
    public static string Login(string url, string user, string password) =>
        url.Replace("postgres://beer@", $"postgres://{user}:{Uri.EscapeDataString(password)}@", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
