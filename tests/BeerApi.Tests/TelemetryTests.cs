using System.Net;
using System.Text;
using System.Text.Json;
using BeerApi.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BeerApi.Tests;

public sealed class TelemetryTests(PostgresFixture postgres)
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private static readonly (string, string) Traceparent = ("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");

    [Fact]
    public async Task Metrics_count_requests_by_route_and_tell_the_pool_and_the_process()
    {
        await using var server = await ServeAsync();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await server.Client.GetAsync($"/beers/{i}");
        }
        using var list = await server.Client.GetAsync("/beers");

        var figures = await server.Client.GetStringAsync("/metrics");

        var counted = figures.Split('\n').Single(line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)
            && line.Contains("http_route=\"/beers/{id:long:min(0)}\"", StringComparison.Ordinal) && line.Contains("http_response_status_code=\"404\"", StringComparison.Ordinal));
        Assert.Contains("} 3", counted, StringComparison.Ordinal);
        foreach (var name in new[] { "http_server_request_duration_seconds_bucket", "http_server_active_requests", "kestrel_active_connections", "db_client_", "dotnet_gc_collections", "dotnet_process_memory" })
        {
            Assert.Contains(name, figures, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_problem_and_its_log_line_carry_the_trace_id_that_the_caller_sent()
    {
        await using var database = await PostgresServer.StartNewAsync();
        await using var server = await BeerProcess.ServeAsync(database.Url("postgres"));
        await database.StopAsync();

        var problem = await ProblemAssert.IsAsync(await server.Client.SendAsync("GET", "/beers", headers: Traceparent), HttpStatusCode.ServiceUnavailable);

        Assert.Equal(TraceId, problem.GetProperty("traceId").GetString());
        await Eventually.True(
            () => Task.FromResult(server.Output.Split('\n').Any(line => line.Contains("had no database", StringComparison.Ordinal) && line.Contains(TraceId, StringComparison.Ordinal))),
            "a log line with the trace id");
        Assert.All(server.Output.Split('\n'), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task At_debug_level_each_request_is_a_line_of_JSON()
    {
        await using var server = await ServeAsync(("LOG_LEVEL", "debug"));

        using var answer = await server.Client.SendAsync("GET", "/beers/7", headers: Traceparent);

        await Eventually.True(
            () => Task.FromResult(server.Output.Split('\n').Any(line => line.Contains("GET /beers/7 404 in", StringComparison.Ordinal) && line.Contains(TraceId, StringComparison.Ordinal))),
            "the line of the request");
    }

    [Fact]
    public async Task Where_a_collector_is_named_it_gets_the_request_and_its_statement_also_those_before_the_end()
    {
        await using var collector = await Collector.StartAsync();
        await using var server = await ServeAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=s3cret"), ("OTEL_SERVICE_NAME", "our-beers"));

        using var answer = await server.Client.SendAsync("GET", "/beers/7", headers: Traceparent);
        using var health = await server.Client.GetAsync("/health");
        server.Terminate();

        Assert.Equal(ExitCode.Ok, await server.EndAsync());
        var sent = collector.Text;
        Assert.Equal("POST /v1/traces s3cret", collector.Head);
        foreach (var part in new[] { "our-beers", "http.route", "/beers/{id", "Npgsql", "db.query.text", Encoding.Latin1.GetString(Convert.FromHexString(TraceId)) })
        {
            Assert.Contains(part, sent, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("/health", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_away_costs_nobody_an_answer()
    {
        await using var server = await ServeAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.255.255.254:1"));

        using var answer = await server.Client.GetAsync("/beers");
        server.Terminate();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(ExitCode.Ok, await server.EndAsync());
    }

    private async Task<BeerProcess> ServeAsync(params (string Name, string Value)[] environment)
    {
        var url = await postgres.CreateDatabaseAsync();
        await BeerProcess.MigrateAsync(url);
        return await BeerProcess.ServeAsync(url, environment: environment.ToDictionary(variable => variable.Name, variable => variable.Value));
    }

    /// <summary>Takes what is sent over OTLP, and keeps the bytes: the names in protobuf are readable as they are.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly StringBuilder text = new();

        public string Address => app.Urls.Single();

        public string Head { get; private set; } = "";

        public string Text
        {
            get
            {
                lock (text)
                {
                    return text.ToString();
                }
            }
        }

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            await collector.StartReceivingAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task StartReceivingAsync()
        {
            app.Run(async context =>
            {
                using var copy = new MemoryStream();
                await context.Request.Body.CopyToAsync(copy);
                lock (text)
                {
                    Head = $"{context.Request.Method} {context.Request.Path} {context.Request.Headers["api-key"]}";
                    text.Append(Encoding.Latin1.GetString(copy.ToArray()));
                }
            });
            return app.StartAsync();
        }
    }
}
