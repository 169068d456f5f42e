using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Publican.Status;

namespace Publican.Tests.Status;

public sealed class HealthCommandTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0", "127.0.0.1")]
    [InlineData("http://127.0.0.1:0", "0.0.0.0")]
    public async Task A_reconciler_that_beats_is_healthy_also_when_it_listens_on_all_addresses(string listen, string host)
    {
        await using var reconciler = await AnsweringAsync(listen, StatusCodes.Status200OK, "ok");

        Assert.Null(await HealthCommand.AskAsync(AddressOf(reconciler, host)));
    }

    [Fact]
    public async Task A_heart_that_stopped_is_told_in_the_reconcilers_own_words()
    {
        await using var reconciler = await AnsweringAsync("http://127.0.0.1:0", StatusCodes.Status503ServiceUnavailable, "no sweep for 90 s");

        var problem = await HealthCommand.AskAsync(AddressOf(reconciler, "127.0.0.1"));

        Assert.Contains("answers 503: no sweep for 90 s", problem);
    }

    [Fact]
    public async Task Nobody_listening_is_a_problem_that_names_the_address()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        var problem = await HealthCommand.AskAsync(new Uri($"http://127.0.0.1:{port}"));

        Assert.StartsWith($"http://127.0.0.1:{port}/healthz cannot be asked: ", problem);
    }

    private static Uri AddressOf(WebApplication app, string host) => new UriBuilder(app.Urls.Single()) { Host = host }.Uri;

    private static async Task<WebApplication> AnsweringAsync(string listen, int status, string body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listen);
        var app = builder.Build();
        app.MapGet("/healthz", () => Results.Text(body, statusCode: status));
        await app.StartAsync();
        return app;
    }
}
