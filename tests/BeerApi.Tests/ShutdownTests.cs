using System.Net;
using System.Net.Http.Json;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class ShutdownTests(PostgresFixture postgres)
{
    [Fact]
    public async Task On_SIGTERM_the_server_is_not_ready_finishes_what_is_in_flight_and_exits_with_0()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/ready")).StatusCode);

        Task<HttpResponseMessage> inFlight;
        await using (await Sql.LockBeersAsync(url))
        {
            inFlight = server.Client.PostAsJsonAsync("/beers", new { name = "Last Orders", abv = 4.5 });
            await Eventually.True(async () => await Sql.WaitingAsync(url) == 1, "the request waits inside the database");
            server.Terminate();
            await Eventually.True(() => IsAsync(server, HttpStatusCode.ServiceUnavailable), "the server is not ready");
            await Eventually.True(() => IsGoneAsync(server), "the listener is closed");
            Assert.False(inFlight.IsCompleted);
        }

        Assert.Equal(HttpStatusCode.Created, (await inFlight).StatusCode);
        Assert.Equal(ExitCode.Ok, await server.EndAsync());
        Assert.Equal(1L, await Sql.ScalarAsync(url, "SELECT count(*) FROM public.beers WHERE name = 'Last Orders'"));
    }

    [Fact]
    public async Task An_idle_server_without_a_delay_exits_with_0()
    {
        await using var server = await BeerProcess.ServeAsync(
            await postgres.CreateDatabaseAsync(), environment: new Dictionary<string, string> { ["SHUTDOWN_DELAY_SECONDS"] = "0" });

        server.Terminate();

        Assert.Equal(ExitCode.Ok, await server.EndAsync());
        Assert.Contains("has stopped", server.Output, StringComparison.Ordinal);
    }

    private static async Task<bool> IsAsync(BeerProcess server, HttpStatusCode ready) =>
        (await server.Client.GetAsync("/health/ready")).StatusCode == ready;

    private static async Task<bool> IsGoneAsync(BeerProcess server)
    {
        try
        {
            (await server.Client.GetAsync("/health")).Dispose();
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }
}
