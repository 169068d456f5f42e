using System.Net;
using System.Net.Sockets;
using BeerApi.Configuration;
using BeerApi.Database;
using BeerApi.Health;
using BeerApi.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

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
        var readiness = Check(source, settings, time);

        var asking = readiness.CheckAsync(TestContext.Current.CancellationToken);
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        // Npgsql's own limit would say something else, later.
        Assert.Contains("no answer in time", (await asking).Reason, StringComparison.Ordinal);
    }

    /// <summary>Anybody may ask, as often as they like: that must not take the connections from requests.</summary>
    [Fact]
    public async Task Who_asks_while_a_check_runs_gets_its_answer_also_when_the_first_one_has_gone()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = Settings.Read(name => name == "DATABASE_URL" ? $"postgres://beer@127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/beers?sslmode=disable" : null);
        await using var source = BeerDataSource.Create(settings.Database);
        var time = new FakeTimeProvider();
        var readiness = Check(source, settings, time);
        using var gone = new CancellationTokenSource();

        var first = readiness.CheckAsync(gone.Token);
        var others = Enumerable.Range(0, 50).Select(_ => readiness.CheckAsync(TestContext.Current.CancellationToken)).ToList();
        await gone.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var reports = await Task.WhenAll(others);
        Assert.All(reports, report => Assert.Same(reports[0], report));
    }

    [Fact]
    public async Task A_server_whose_connections_are_all_busy_is_ready_also_while_keys_are_cleared_away()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        var settings = Settings.Read(name => name switch { "DATABASE_URL" => url, "DATABASE_POOL_SIZE" => "1", _ => null });
        await using var source = BeerDataSource.Create(settings.Database);
        await using var request = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var cleaning = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        // By a clock that stands: the check has no second in which it could fail for another reason.
        var report = await Check(source, settings, new FakeTimeProvider()).CheckAsync(TestContext.Current.CancellationToken);

        Assert.True(report.Ready, report.Reason);
    }

    [Fact]
    public async Task Whoever_asks_is_told_nothing_of_where_the_database_is_and_the_log_is()
    {
        await using var server = await BeerProcess.ServeAsync("postgres://secret-user@127.0.0.1:1/secret-name?sslmode=disable");

        var problem = await ProblemAssert.IsAsync(await server.Client.GetAsync("/health/ready"), HttpStatusCode.ServiceUnavailable);

        Assert.Equal("The database cannot be reached; the log says why.", problem.GetProperty("detail").GetString());
        Assert.Contains("The database 127.0.0.1:1/secret-name as secret-user cannot be reached", server.Output, StringComparison.Ordinal);
    }

    private static Readiness Check(NpgsqlDataSource source, Settings settings, TimeProvider time) =>
        new(source, settings, new Draining(settings, time, NullLogger<Draining>.Instance), time, NullLogger<Readiness>.Instance);

    /// <summary>It has one second for its answer, which a busy machine may not have at once.</summary>
    private static Task BecomesReadyAsync(BeerProcess server) =>
        Eventually.True(async () => (await server.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "the server is ready");
}
