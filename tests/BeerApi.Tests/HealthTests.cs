using System.Net;
using System.Net.Sockets;
using BeerApi.Configuration;
using BeerApi.Database;
using BeerApi.Health;
using BeerApi.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BeerApi.Tests;

public sealed class HealthTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_server_is_not_ready_before_the_schema_it_needs_is_there()
    {
        var url = await postgres.CreateDatabaseAsync();
        await using var server = await BeerProcess.ServeAsync(url);

        var before = await ProblemAssert.IsAsync(await server.Client.GetAsync("/health/ready"), HttpStatusCode.ServiceUnavailable);
        Assert.Contains("run migrate", before.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await BeerProcess.MigrateAsync(url, "--to", "1");
        await ProblemAssert.IsAsync(await server.Client.GetAsync("/health/ready"), HttpStatusCode.ServiceUnavailable);
        await BeerProcess.MigrateAsync(url);
        await BecomesReadyAsync(server);
    }

    [Fact]
    public async Task A_release_that_needs_an_older_schema_is_ready_with_a_newer_one()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);

        await using var server = await BeerProcess.ServeAsync(url, environment: new Dictionary<string, string> { ["SCHEMA_VERSION"] = $"{MigrationCatalog.Oldest}" });

        await BecomesReadyAsync(server);
    }

    [Fact]
    public async Task Health_never_touches_the_database()
    {
        using var database = new TcpListener(IPAddress.Loopback, 0);
        database.Start();
        // Without a copy nobody listens for changes either.
        await using var server = await BeerProcess.ServeAsync(
            $"postgres://beer@127.0.0.1:{((IPEndPoint)database.LocalEndpoint).Port}/beers?sslmode=disable", environment: new Dictionary<string, string> { ["READ_COPY_MB"] = "0" });
        // The first readiness check asks once at start.
        (await database.AcceptTcpClientAsync(TestContext.Current.CancellationToken)).Dispose();
        await Eventually.True(() => Task.FromResult(server.Output.Contains("Not ready", StringComparison.Ordinal)), "the first check is over");

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health")).StatusCode);
        }

        Assert.False(database.Pending());
    }

    [Fact]
    public async Task A_database_that_accepts_but_never_answers_makes_the_server_not_ready_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = Settings.Read(name => name == "DATABASE_URL" ? $"postgres://beer@127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/beers?sslmode=disable" : null);
        await using var source = BeerDataSource.Create(settings.Database);
        var time = new FakeTimeProvider();
        var readiness = new Readiness(source, settings, new Draining(settings, time, NullLogger<Draining>.Instance), time, NullLogger<Readiness>.Instance);

        var asking = readiness.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        // Npgsql's own limit would say something else, later.
        Assert.Contains("no answer in time", (await asking).Reason, StringComparison.Ordinal);
    }

    /// <summary>It has one second for its answer, which a busy machine may not have at once.</summary>
    private static Task BecomesReadyAsync(BeerProcess server) =>
        Eventually.True(async () => (await server.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "the server is ready");
}
