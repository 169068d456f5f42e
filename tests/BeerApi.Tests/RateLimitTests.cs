using System.Net;
using BeerApi.Http;
using BeerApi.Tests.TestKit;

namespace BeerApi.Tests;

public sealed class RateLimitTests(PostgresFixture postgres)
{
    private static readonly string[] Operations = ["/health", "/health/ready", "/metrics"];

    [Fact]
    public async Task Too_many_requests_of_one_client_are_429_and_another_client_is_served()
    {
        await using var server = await ServeAsync(limit: 5, proxies: 1);

        // Ten are the burst; what the client itself claims to be, before the load balancer's word, does not count.
        var refused = 0;
        for (var i = 0; i < 30; i++)
        {
            using var answer = await server.Client.SendAsync("GET", "/", headers: ("X-Forwarded-For", $"10.0.0.{i}, 192.0.2.1"));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                continue;
            }
            refused++;
            await ProblemAssert.IsAsync(answer, HttpStatusCode.TooManyRequests);
            Assert.True(answer.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        }
        Assert.InRange(refused, 1, 20);
        using var other = await server.Client.SendAsync("GET", "/", headers: ("X-Forwarded-For", "192.0.2.1, 192.0.2.2"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_network_are_one_client()
    {
        await using var server = await ServeAsync(limit: 5, proxies: 1);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 30; i++)
        {
            using var answer = await server.Client.SendAsync("GET", "/", headers: ("X-Forwarded-For", $"2001:db8::{i:x}"));
            answers.Add(answer.StatusCode);
        }
        using var other = await server.Client.SendAsync("GET", "/", headers: ("X-Forwarded-For", "2001:db8:0:1::1"));

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Without_a_trusted_proxy_nobody_gets_a_new_limit_by_a_header_and_health_has_none()
    {
        await using var server = await ServeAsync(limit: 1, proxies: 0);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
        {
            using var answer = await server.Client.SendAsync("GET", "/", headers: ("X-Forwarded-For", $"192.0.2.{i}"));
            answers.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        foreach (var path in Operations.SelectMany(path => Enumerable.Repeat(path, 5)))
        {
            using var answer = await server.Client.GetAsync(path);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(19)]
    [InlineData(99)]
    [InlineData(1_000_000)]
    public void As_many_as_are_allowed_are_refilled_in_a_second(int perSecond)
    {
        var bucket = RateLimits.Bucket(perSecond);

        Assert.Equal(perSecond, bucket.TokensPerPeriod / bucket.ReplenishmentPeriod.TotalSeconds, tolerance: perSecond * 1e-5);
        Assert.InRange(bucket.ReplenishmentPeriod.TotalSeconds, 0, 1);
        Assert.Equal(2 * perSecond, bucket.TokenLimit);
    }

    private async Task<BeerProcess> ServeAsync(int limit, int proxies) => await BeerProcess.ServeAsync(
        await postgres.CreateDatabaseAsync(),
        environment: new Dictionary<string, string> { ["RATE_LIMIT_PER_SECOND"] = $"{limit}", ["TRUSTED_PROXIES"] = $"{proxies}" });
}
