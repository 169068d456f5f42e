using System.Net;
using System.Net.Sockets;
using System.Text;
using BeerApi.Health;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

/// <summary>What a container's health check runs.</summary>
public sealed class HealthCommandTests
{
    private const string NoDatabase = "postgres://beer@127.0.0.1:1/beers";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_listens_on_all_addresses_is_found_at_the_loopback_one_and_its_database_does_not_matter()
    {
        await using var server = await BeerProcess.ServeAsync(NoDatabase);
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = NoDatabase, ["HOST"] = "0.0.0.0", ["PORT"] = $"{server.Client.BaseAddress!.Port}" };

        await Eventually.True(async () => await BeerProcess.RunAsync(environment, ["health"]) is (ExitCode.Ok, ""), "the server is found to be alive");
    }

    [Fact]
    public async Task Without_a_server_it_exits_with_1_and_says_where_it_asked()
    {
        var port = FreePort();

        var (exitCode, output) = await BeerProcess.RunAsync(new Dictionary<string, string> { ["DATABASE_URL"] = NoDatabase, ["PORT"] = $"{port}" }, ["health"]);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains($"http://127.0.0.1:{port}/health cannot be asked: Connection refused", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_answer_than_200_is_shown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var asked = HealthCommand.AskAsync(IPAddress.Any, port, TimeSpan.FromMinutes(1), TimeProvider.System);
        using var client = await listener.AcceptTcpClientAsync(Cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 503 Service Unavailable\r\n\r\n"), Cancel);

        Assert.Equal($"http://127.0.0.1:{port}/health answers 'HTTP/1.1 503 Service Unavailable'.", await asked);
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var problem = await HealthCommand.AskAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, TimeSpan.FromSeconds(0.1), TimeProvider.System);

        Assert.EndsWith("did not answer within 0.1 s.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_0_leads_nowhere() =>
        Assert.StartsWith("PORT is 0", await HealthCommand.AskAsync(IPAddress.Loopback, 0, HealthCommand.Patience, TimeProvider.System), StringComparison.Ordinal);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
