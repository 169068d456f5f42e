using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Publican.Desired;
using Publican.Observed;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Observed;

/// <summary>Prometheus and webhooks as they answer, or do not: a real HTTP server.</summary>
public sealed class OutsideAskerTests : IAsyncLifetime
{
    private const string Arn = "arn:aws:elasticloadbalancing:eu-west-1:0:targetgroup/green/1";
    private static readonly Subject About = new("beer-api", "local", "h1:new", "c0ffee", Colour.Green, 10, 1, Arn, null);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly WebApplication _server = Server();
    private RequestDelegate _answer = _ => Task.CompletedTask;
    private string _query = "", _body = "";

    public async ValueTask InitializeAsync()
    {
        _server.Run(async context =>
        {
            _query = context.Request.Query["query"].ToString();
            _body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            await _answer(context);
        });
        await _server.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.5"]}]}}""", SampleResult.Good, "0.5; good is 0.5 or less")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.51"]}]}}""", SampleResult.Bad, "0.51; good is 0.5 or less")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"1e-3"]}}""", SampleResult.Good, "0.001; good is 0.5 or less")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", SampleResult.Inconclusive, "HTTP 200: no data: the query found no series")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"NaN"]}]}}""", SampleResult.Inconclusive, "HTTP 200: the answer is NaN: no number to judge by")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,"+Inf"]}}""", SampleResult.Inconclusive, "HTTP 200: the answer is +Inf: no number to judge by")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"0"]},{"value":[1,"0"]}]}}""", SampleResult.Inconclusive, "HTTP 200: the query found 2 series; aggregate them to one, with sum() for instance")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[]}}""", SampleResult.Inconclusive, "HTTP 200: the query answers a matrix; it must be a scalar, or a vector of one element")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"many"]}]}}""", SampleResult.Inconclusive, "HTTP 200: the answer is not one of Prometheus")]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"parse error"}""", SampleResult.Inconclusive, "HTTP 200: Prometheus says: parse error")]
    [InlineData("<html>garbage", SampleResult.Inconclusive, "HTTP 200: the answer is not one of Prometheus")]
    [InlineData("[1]", SampleResult.Inconclusive, "HTTP 200: the answer is not one of Prometheus")]
    [InlineData("", SampleResult.Inconclusive, "HTTP 200: the answer is not one of Prometheus")]
    public async Task A_number_is_judged_and_everything_else_says_nothing(string body, SampleResult result, string message)
    {
        _answer = context => context.Response.WriteAsync(body);

        var sample = await AskAsync(Prometheus());

        Assert.Equal((result, message), (sample.Result, sample.Message));
    }

    [Fact]
    public async Task A_query_names_the_candidate_and_is_sent_as_it_is()
    {
        await AskAsync(Prometheus() with { Query = """sum(rate(x{tg="{{targetGroup}}",c="{{ colour }}",other="{{stableColour}}",r="{{revision}}"}[1m])) + 1 & 2""" });

        Assert.Equal("""sum(rate(x{tg="targetgroup/green/1",c="green",other="blue",r="h1:new"}[1m])) + 1 & 2""", _query);
    }

    [Fact]
    public async Task An_error_of_Prometheus_is_not_the_candidates()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("""{"status":"success","data":{"resultType":"scalar","result":[1,"99"]}}""");
        };

        Assert.Equal(SampleResult.Inconclusive, (await AskAsync(Prometheus())).Result);
    }

    [Theory]
    [InlineData(200, SampleResult.Good)]
    [InlineData(204, SampleResult.Good)]
    [InlineData(302, SampleResult.Inconclusive)]
    [InlineData(400, SampleResult.Bad)]
    [InlineData(404, SampleResult.Bad)]
    [InlineData(408, SampleResult.Inconclusive)]
    [InlineData(429, SampleResult.Inconclusive)]
    [InlineData(500, SampleResult.Inconclusive)]
    [InlineData(503, SampleResult.Inconclusive)]
    public async Task A_webhook_decides_with_2xx_and_4xx_and_nothing_else(int status, SampleResult expected)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return Task.CompletedTask;
        };

        var sample = await AskAsync(Webhook());

        Assert.Equal(expected, sample.Result);
        Assert.StartsWith($"HTTP {status}", sample.Message);
    }

    [Fact]
    public async Task A_webhook_is_told_who_is_judged_and_where_it_stands()
    {
        await AskAsync(Webhook());

        Assert.Equal(
            """{"service":"beer-api","environment":"local","revision":"h1:new","commit":"c0ffee","colour":"green","weight":10,"step":1,"phase":"step"}""",
            JsonNode.Parse(_body)!.ToJsonString());
        Assert.Equal(("preview", "bake"), ((About with { Weight = 0 }).Phase, (About with { Weight = 100 }).Phase));
    }

    [Fact]
    public async Task The_first_200_characters_of_its_answer_are_the_message_without_control_characters()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("too many\n\u001b[31mcomplaints" + new string('x', 10_000));
        };

        var message = (await AskAsync(Webhook())).Message;

        Assert.StartsWith("HTTP 400: too many  [31mcomplaintsxxx", message);
        Assert.Equal(200, message.Length);
    }

    [Fact]
    public async Task One_that_hangs_has_an_end_and_no_verdict()
    {
        _answer = async context => await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

        var sample = await AskAsync(Webhook() with { Timeout = TimeSpan.FromMilliseconds(100) });

        Assert.Equal((SampleResult.Inconclusive, "no answer within 100ms"), (sample.Result, sample.Message));
    }

    [Fact]
    public async Task One_that_dribbles_has_an_end_too()
    {
        _answer = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("x", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Yield();
            }
        };

        // Cut off after a mebibyte, or when its time is over.
        Assert.NotEqual(SampleResult.Bad, (await AskAsync(Webhook() with { Timeout = TimeSpan.FromMilliseconds(200) })).Result);
    }

    [Fact]
    public async Task Nobody_there_says_nothing_about_the_candidate() =>
        Assert.Equal(SampleResult.Inconclusive, (await AskAsync(Webhook() with { Url = new Uri("http://127.0.0.1:1/") })).Result);

    private Task<AskedSample> AskAsync(AskedCheckSpec check) => new OutsideAsker(_http, TimeProvider.System).AskAsync(check, About);

    private Uri Url(string path) => new(new Uri(_server.Urls.Single()), path);

    private PrometheusCheckSpec Prometheus() => new(Url("/prom/"), "up", null, 0.5, TimeSpan.FromSeconds(1), 1, TimeSpan.FromSeconds(30), Inconclusive.Wait);

    private WebhookCheckSpec Webhook() => new(Url("/judge"), TimeSpan.FromSeconds(1), 1, TimeSpan.FromSeconds(30), Inconclusive.Wait);

    private static WebApplication Server()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
