using System.Net;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Tests.Traffic;

public class ForwardingTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_group_without_targets_is_answered_with_503()
    {
        await using var world = await BlueGreen.StartAsync();

        var (status, body) = await world.GetAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("<h1>503 Service Unavailable</h1>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_rule_matches_gets_the_default_action()
    {
        await using var world = await BlueGreen.StartAsync();
        await world.Region.ElbAsync("DeleteRule", ("RuleArn", world.Rule));

        Assert.Equal((HttpStatusCode.NotFound, ""), await world.GetAsync());
    }

    [Fact]
    public async Task Requests_go_to_the_targets_in_turn()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var first = await world.ServeAsync(world.Blue, "1");
        await using var second = await world.ServeAsync(world.Blue, "2");

        for (var request = 0; request < 20; request++) await world.GetAsync();

        Assert.Equal((10, 10), (first.Requests, second.Requests));
    }

    [Fact]
    public async Task A_target_learns_who_asked_and_the_client_gets_what_it_answered()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var target = await TestTarget.StartAsync(async context =>
        {
            var headers = context.Request.Headers;
            context.Response.StatusCode = 201;
            context.Response.Headers["X-Own"] = "kept";
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {headers.Host} "
                + $"{headers["X-Forwarded-For"]} {headers["X-Forwarded-Proto"]} {headers["X-Forwarded-Port"]} {await new StreamReader(context.Request.Body).ReadToEndAsync()}");
        });
        await world.Region.RegisterAsync(world.Blue, target);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{world.Url}/a/b?c=d") { Content = new StringContent("body") };
        request.Headers.Host = "beers.example.com";
        request.Headers.Add("X-Forwarded-For", "10.0.0.1");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var response = await world.Region.Http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(["kept"], response.Headers.GetValues("X-Own"));
        Assert.Equal("POST /a/b?c=d beers.example.com 10.0.0.1, 127.0.0.1 http 8080 body", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task The_rule_with_the_lowest_number_wins_when_its_header_condition_holds()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var blue = await world.ServeAsync(world.Blue, "blue");
        await using var green = await world.ServeAsync(world.Green, "green");
        await world.Region.RuleAsync(world.Listener, 10,
            [
                .. BlueGreen.AllPaths,
                ("Conditions.member.2.Field", "http-header"),
                ("Conditions.member.2.HttpHeaderConfig.HttpHeaderName", "X-Publican-Preview"),
                ("Conditions.member.2.HttpHeaderConfig.Values.member.1", "beer-api.t0ken"),
            ],
            (world.Green, 1));
        using var preview = new HttpRequestMessage(HttpMethod.Get, world.Url);
        preview.Headers.Add("X-Publican-Preview", "beer-api.t0ken");

        using var answer = await world.Region.Http.SendAsync(preview, Cancel);

        Assert.Equal("green", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("blue", (await world.GetAsync()).Body);
    }

    [Fact]
    public async Task A_request_with_a_whole_URL_is_matched_by_its_path()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var blue = await world.ServeAsync(world.Blue, "blue");
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(world.Url) });

        Assert.Equal("blue", await client.GetStringAsync("http://beers.example.com/beers?page=2", Cancel));
    }

    [Fact]
    public async Task A_redirect_fills_in_the_parts_of_the_request()
    {
        await using var world = await BlueGreen.StartAsync();
        await world.Region.ElbAsync("ModifyRule", ("RuleArn", world.Rule), ("Actions.member.1.Type", "redirect"),
            ("Actions.member.1.RedirectConfig.StatusCode", "HTTP_301"), ("Actions.member.1.RedirectConfig.Protocol", "HTTPS"),
            ("Actions.member.1.RedirectConfig.Port", "443"), ("Actions.member.1.RedirectConfig.Path", "/v2/#{path}"));
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{world.Url}/beers?page=2");

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal($"https://{new Uri(world.Url).Host}/v2/beers?page=2", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Weights_share_the_requests_and_the_log_of_segments_tells_the_same()
    {
        await using var world = await BlueGreen.StartAsync(50, 50);
        await using var blue = await world.ServeAsync(world.Blue, "blue");
        await using var green = await world.ServeAsync(world.Green, "green");

        for (var request = 0; request < 200; request++) await world.GetAsync();

        Assert.Equal(200, blue.Requests + green.Requests);
        Assert.InRange(green.Requests, 100 - 29, 100 + 29);
        var segments = (await world.Region.LocalPageAsync("_local/traffic")).GetProperty("segments").EnumerateArray()
            .Where(segment => segment.GetProperty("ruleArn").GetString() == world.Rule).ToList();
        Assert.Equal(2, segments.Count);
        Assert.Equal(green.Requests, segments.Sum(segment => segment.GetProperty("picks").GetProperty(world.Green).GetInt32()));
        Assert.All(segments, segment => Assert.Equal(50, segment.GetProperty("weights").GetProperty(world.Green).GetInt32()));
    }

    [Fact]
    public async Task Ten_thousand_requests_follow_the_weights_within_four_standard_deviations()
    {
        const int Requests = 10_000, Clients = 10;
        await using var world = await BlueGreen.StartAsync(90, 10);
        await using var blue = await world.ServeAsync(world.Blue, "blue");
        await using var green = await world.ServeAsync(world.Green, "green");

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (var request = 0; request < Requests / Clients; request++) Assert.Equal(HttpStatusCode.OK, (await world.GetAsync()).Status);
        }));

        Assert.Equal(Requests, blue.Requests + green.Requests);
        var deviation = Math.Sqrt(Requests * 0.1 * 0.9);
        Assert.InRange(green.Requests, (Requests / 10) - (4 * deviation), (Requests / 10) + (4 * deviation));
    }

    [Fact]
    public async Task Connections_are_bound_to_the_two_nodes_in_turn()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var blue = await world.ServeAsync(world.Blue, "blue");
        for (var connection = 0; connection < 10; connection++)
        {
            using var client = new HttpClient();
            for (var request = 0; request < 3; request++) await client.GetStringAsync(world.Url, Cancel);
        }

        var picks = (await world.Region.LocalPageAsync("_local/traffic")).GetProperty("segments").EnumerateArray()
            .ToDictionary(segment => segment.GetProperty("node").GetInt32(), segment => segment.GetProperty("picks").GetProperty(world.Blue).GetInt32());
        Assert.Equal(new Dictionary<int, int> { [1] = 15, [2] = 15 }, picks);
    }
}
