using Npgsql;

namespace BeerApi.Tests.TestKit;

/// <summary>One migrated database and one server over it, for the tests of a class.</summary>
public sealed class BeerApiFixture(PostgresFixture postgres) : IAsyncLifetime
{
    private BeerProcess? server;

    public string DatabaseUrl { get; private set; } = "";

    public HttpClient Client => server!.Client;

    public async ValueTask InitializeAsync()
    {
        DatabaseUrl = await postgres.CreateDatabaseAsync();
        var (exitCode, output) = await BeerProcess.MigrateAsync(DatabaseUrl);
        Assert.True(exitCode == 0, output);
        server = await BeerProcess.ServeAsync(DatabaseUrl, environment: new Dictionary<string, string>
        {
            ["APP_VERSION"] = "7.8.9",
            ["SEED_ENABLED"] = "true",
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
