using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class ShutdownTests(PostgresFixture postgres)
{
    private const string NoDatabase = "postgres://beer@127.0.0.1:1/beers?sslmode=disable";

    [Fact]
    public async Task On_SIGTERM_the_server_is_not_ready_finishes_what_is_in_flight_and_exits_with_0()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        await using var server = await BeerProcess.ServeAsync(url);
        await Eventually.True(() => IsAsync(server, HttpStatusCode.OK), "the server is ready");

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

    /// <summary>Before the first line of the program runs nobody can take a signal: the kernel then ends a process that has said nothing yet.</summary>
    [Fact]
    public async Task SIGTERM_at_any_moment_of_the_start_is_no_crash()
    {
        var environment = new Dictionary<string, string> { ["SHUTDOWN_DELAY_SECONDS"] = "0" };
        var clock = Stopwatch.StartNew();
        await using (await BeerProcess.ServeAsync(NoDatabase, environment: environment))
        {
            clock.Stop();
        }

        var random = new Random(6);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            await using var server = BeerProcess.Start(NoDatabase, environment: environment);
            await Task.Delay(clock.Elapsed * random.NextDouble(), TestContext.Current.CancellationToken);
            server.Terminate();

            var exitCode = await server.EndAsync();
            Assert.True(exitCode == ExitCode.Ok || (exitCode == 128 + 15 && server.Output.Length == 0), $"{exitCode}: {server.Output}");
            Assert.DoesNotContain("exception", server.Output, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>ECS would kill the process after 30 s, and count that as a failure.</summary>
    [Fact]
    [Trait("Length", "long")]
    public async Task Neither_a_client_that_never_finishes_nor_a_collector_that_never_answers_keeps_the_server_longer_than_20_seconds()
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        await using var server = await BeerProcess.ServeAsync(url, environment: new Dictionary<string, string>
        {
            ["REQUEST_TIMEOUT_SECONDS"] = "120",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector.LocalEndpoint}",
        });
        // A trace to be sent.
        (await server.Client.GetAsync("/beers", TestContext.Current.CancellationToken)).Dispose();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            "POST /beers/bulk HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        using var feeding = new CancellationTokenSource();
        var drip = DripAsync(client.GetStream(), feeding.Token);

        server.Terminate();
        var clock = Stopwatch.StartNew();
        var exitCode = await server.EndAsync();

        await feeding.CancelAsync();
        await drip;
        Assert.True(collector.Pending(), "nothing was sent to the collector");
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"it took {clock.Elapsed}");
    }

    /// <summary>Fast enough for Kestrel's lowest rate.</summary>
    private static async Task DripAsync(NetworkStream stream, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"100\r\n{new string(' ', 256)}\r\n"), stop);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The server is gone, or the test is over.
        }
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
