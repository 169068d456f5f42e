using System.Net;
using System.Net.Http.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class DatabaseAwayTests(PostgresFixture postgres)
{
    private static readonly object Beer = new { name = "Patience", style = "Lambic", abv = 5.5 };

    [Fact]
    public async Task A_server_says_503_while_the_database_is_down_and_goes_on_when_it_is_back()
    {
        await using var database = await PostgresServer.StartNewAsync();
        var url = database.Url("postgres");
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url);
        await OpenConnectionsAsync(server, url, 8);
        await Eventually.True(async () => (await server.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "the server is ready");

        await database.StopAsync();
        await AssertUnavailableAsync(await server.Client.GetAsync("/health/ready"));
        await AssertUnavailableAsync(await server.Client.GetAsync("/beers"));
        await AssertUnavailableAsync(await server.Client.PostAsJsonAsync("/beers", Beer));
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health")).StatusCode);

        await database.StartAsync();
        await Eventually.True(async () => (await server.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, "the server is ready");
        Assert.Equal(HttpStatusCode.Created, (await server.Client.PostAsJsonAsync("/beers", Beer)).StatusCode);
        Assert.Single((await server.Client.GetFromJsonAsync<object[]>("/beers"))!);
        Assert.Contains("Not ready: The database 127.0.0.1:", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_between_two_requests_costs_one_request_not_one_a_connection()
    {
        await using var database = await PostgresServer.StartNewAsync();
        var url = database.Url("postgres");
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url);
        await OpenConnectionsAsync(server, url, 8);

        await database.StopAsync();
        await database.StartAsync();

        (await server.Client.GetAsync("/beers")).Dispose();
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/beers")).StatusCode);
        }
    }

    [Fact]
    public async Task Reads_and_writes_with_a_key_survive_connections_that_are_cut()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url);
        var added = await server.Client.AddAsync(Beer);

        for (var i = 0; i < 5; i++)
        {
            await CutAsync(url);
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"/beers?limit={i + 1}")).StatusCode);
            await CutAsync(url);
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"/beers/{added.Id()}")).StatusCode);
            await CutAsync(url);
            using var keyed = await server.Client.SendAsync("POST", "/beers", """{"name": "Keyed", "abv": 1}""", headers: ("Idempotency-Key", $"{i}"));
            Assert.Equal(HttpStatusCode.Created, keyed.StatusCode);
        }

        Assert.Equal(5L, await Sql.ScalarAsync(url, "SELECT count(*) FROM public.beers WHERE name = 'Keyed'"));
    }

    [Fact]
    public async Task A_write_whose_connection_is_cut_is_not_repeated_unless_it_has_a_key()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url);
        Task<HttpResponseMessage> plain, keyed;
        await using (await Sql.LockBeersAsync(url))
        {
            plain = server.Client.SendAsync("POST", "/beers", """{"name": "Plain", "abv": 1}""");
            keyed = server.Client.SendAsync("POST", "/beers", """{"name": "Keyed", "abv": 1}""", headers: ("Idempotency-Key", "cut"));
            await Eventually.True(async () => await Sql.WaitingAsync(url) == 2, "both wait inside the database");
            await CutAsync(url);
        }

        await AssertUnavailableAsync(await plain);
        Assert.Equal(HttpStatusCode.Created, (await keyed).StatusCode);
        Assert.Equal("Keyed", await Sql.ScalarAsync(url, "SELECT string_agg(name, ',') FROM public.beers"));
    }

    [Fact]
    public async Task A_busy_pool_is_answered_by_503_and_not_by_a_queue_that_grows()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url, environment: new Dictionary<string, string> { ["DATABASE_POOL_SIZE"] = "1" });
        Task<HttpResponseMessage> first;
        await using (await Sql.LockBeersAsync(url))
        {
            first = server.Client.GetAsync("/beers");
            await Eventually.True(async () => await Sql.WaitingAsync(url) == 1, "the only connection is taken");
            // Another page: who asks for the same one waits for its answer, and needs no connection.
            await AssertUnavailableAsync(await server.Client.GetAsync("/beers?limit=1"));
        }

        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
    }

    [Fact]
    public async Task A_statement_that_does_not_end_is_given_up_and_its_connection_used_again()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url, environment: new Dictionary<string, string> { ["DATABASE_POOL_SIZE"] = "1" });
        await using (await Sql.LockBeersAsync(url))
        {
            await AssertUnavailableAsync(await server.Client.GetAsync("/beers"));
            Assert.Equal(0, await Sql.WaitingAsync(url));
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/beers")).StatusCode);
    }

    private static Task<object?> CutAsync(string url) => Sql.ScalarAsync(
        url, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'beer-api' AND pid <> pg_backend_pid()");

    /// <summary>Makes requests wait for each other, so that each opens a connection, which then lies in the pool.</summary>
    private static async Task OpenConnectionsAsync(BeerProcess server, string url, int count)
    {
        Task<HttpResponseMessage>[] requests;
        await using (await Sql.LockBeersAsync(url))
        {
            // Different pages: who asks for the same one waits for one answer.
            requests = [.. Enumerable.Range(1, count).Select(limit => server.Client.GetAsync($"/beers?limit={limit}"))];
            await Eventually.True(async () => await Sql.WaitingAsync(url) == count, $"{count} connections wait");
        }
        Assert.All(await Task.WhenAll(requests), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        await ProblemAssert.IsAsync(answer, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }
}
