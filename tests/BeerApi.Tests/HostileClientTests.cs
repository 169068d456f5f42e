using System.Net;
using System.Net.Sockets;
using System.Text;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

/// <summary>What no client library would send: bytes on a socket, each with its expected answer.</summary>
public sealed class HostileClientTests(HostileClientTests.Impatient server) : IClassFixture<HostileClientTests.Impatient>
{
    private const string Beer = """{"name": "A", "abv": 5}""";

    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET /beers HTTP/9.9\r\n\r\n", 505)]
    [InlineData("GET /beers HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /beers HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n", 400)]
    [InlineData("GET /beers?q=%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /beers?q=%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n", 200)]
    [InlineData("GET /beers?q=\u00ff HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /beers/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 404)]
    [InlineData("GET /beers/1;DROP%20TABLE%20beers HTTP/1.1\r\nHost: a\r\n\r\n", 404)]
    [InlineData("BREW /beers HTTP/1.1\r\nHost: a\r\n\r\n", 405)]
    [InlineData("POST /beers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /beers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n", 413)]
    [InlineData("POST /beers/bulk HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 10485760\r\n\r\n", 413)]
    [InlineData("POST /beers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400)]
    [InlineData("POST /beers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("PUT /beers/1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIf-Match: \"\u0001\"\r\nContent-Length: 0\r\n\r\n", 400)]
    public async Task Bytes_that_are_no_good_request_get_their_answer(string request, int status)
    {
        var answer = await SendAsync(Encoding.Latin1.GetBytes(request));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        AssertIsServing(await server.Api.Client.GetAsync("/beers?limit=1"));
    }

    [Fact]
    public async Task A_request_line_without_end_is_414() =>
        Assert.StartsWith("HTTP/1.1 414 ", await SendAsync(Encoding.ASCII.GetBytes($"GET /beers?q={new string('x', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("/beers", "application/json")]
    [InlineData("/beers/bulk", "application/x-ndjson")]
    public async Task Ten_megabytes_in_chunks_are_413(string path, string type)
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n"));
        var reading = ReadAsync(stream);
        try
        {
            var chunk = Encoding.ASCII.GetBytes("10000\r\n" + string.Concat(Enumerable.Repeat($"{Beer}\n", 0x10000 / (Beer.Length + 1))).PadRight(0x10000) + "\r\n");
            for (var i = 0; i < 160; i++)
            {
                await stream.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The server need not read what it has refused.
        }

        Assert.StartsWith("HTTP/1.1 413 ", await reading, StringComparison.Ordinal);
    }

    /// <summary>Many connections that send their headers letter by letter: they are closed in time, and others are served meanwhile.</summary>
    [Fact]
    public async Task Slow_headers_end_with_408_and_hold_nobody_up()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ConnectAsync()));
        try
        {
            await Task.WhenAll(clients.Select(client => client.GetStream().WriteAsync("GET /beers HTTP/1.1\r\nHost: a\r\nX-Slow: "u8.ToArray()).AsTask()));
            AssertIsServing(await server.Api.Client.GetAsync("/beers?limit=1"));

            var answers = await Task.WhenAll(clients.Select(client => ReadAsync(client.GetStream())));

            Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal));
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_408_with_a_problem()
    {
        var answer = await SendAsync("POST /beers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("did not arrive within 1 s", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/beers", "application/json")]
    [InlineData("/beers/bulk", "application/x-ndjson")]
    public async Task A_client_that_goes_away_in_the_middle_leaves_no_error_behind(string path, string type)
    {
        // A patient one, which notices that a client has gone before its time is over, and tells each request.
        await using var patient = await BeerProcess.ServeAsync(server.DatabaseUrl, environment: new Dictionary<string, string> { ["LOG_LEVEL"] = "debug" });
        for (var i = 0; i < 20; i++)
        {
            using var client = await ConnectAsync(patient);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: {type}\r\nContent-Length: 20\r\n\r\n"));
            // Said when somebody reads the body.
            Assert.StartsWith("HTTP/1.1 100 ", await ReadAsync(client.GetStream()), StringComparison.Ordinal);
            await client.GetStream().WriteAsync("{"u8.ToArray());
            // A reset. What Dispose does is a polite end, after which the body is a wrong one.
            client.Client.Close(0);
        }

        await Eventually.True(
            () => Task.FromResult(patient.Output.Split('\n').Count(line => line.Contains($"POST {path} 499 in", StringComparison.Ordinal)) == 20), "all have ended");
        AssertIsServing(await patient.Client.GetAsync("/beers?limit=1"));
        Assert.All(patient.Output.Split('\n'), line => Assert.DoesNotContain("\"LogLevel\":\"Error\"", line, StringComparison.Ordinal));
    }

    private static void AssertIsServing(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private async Task<string> SendAsync(byte[] request)
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(request);
        return await ReadAsync(client.GetStream());
    }

    private Task<TcpClient> ConnectAsync() => ConnectAsync(server.Api);

    private static async Task<TcpClient> ConnectAsync(BeerProcess api)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, api.Client.BaseAddress!.Port);
        return client;
    }

    /// <summary>The answer as far as one read brings it, which holds its status line; empty when there is none in time.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var text = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            for (int read; !text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && (read = await stream.ReadAsync(buffer, deadline.Token)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
            if (text.ToString().Contains("application/problem+json", StringComparison.Ordinal) && !text.ToString().Contains('}', StringComparison.Ordinal))
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, deadline.Token)));
            }
        }
        catch (IOException)
        {
            // The server closed the connection before it had read everything; what it said stands.
        }
        return text.ToString();
    }

    /// <summary>A server that waits one second for a client.</summary>
    public sealed class Impatient(PostgresFixture postgres) : IAsyncLifetime
    {
        internal BeerProcess Api { get; private set; } = null!;

        internal string DatabaseUrl { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            DatabaseUrl = await postgres.CreateDatabaseAsync();
            await BeerProcess.MigrateAsync(DatabaseUrl);
            Api = await BeerProcess.ServeAsync(DatabaseUrl, environment: new Dictionary<string, string> { ["REQUEST_TIMEOUT_SECONDS"] = "1" });
        }

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
