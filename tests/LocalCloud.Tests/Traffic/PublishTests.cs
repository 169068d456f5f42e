using System.Net;
using System.Net.Sockets;

namespace LocalCloud.Tests.Traffic;

/// <summary><c>--publish</c>: what a container needs, whose engine reaches it at its own address and not at loopback.</summary>
public sealed class PublishTests
{
    private static readonly IPAddress Own = IPAddress.Parse("127.77.0.9");

    [Fact]
    public async Task The_endpoint_and_load_balancers_answer_at_the_published_address_and_at_their_own()
    {
        await using var region = await LocalRegion.StartAsync(port: FreePort(), publish: Own);
        var listener = FreePort();
        await region.ElbAsync("CreateListener", ("LoadBalancerArn", await region.LoadBalancerAsync()), ("Protocol", "HTTP"), ("Port", listener),
            ("DefaultActions.member.1.Type", "fixed-response"), ("DefaultActions.member.1.FixedResponseConfig.StatusCode", "418"));
        var balancer = (await region.ElbAsync("DescribeLoadBalancers")).Descendants("DNSName").Single().Value;

        Assert.Equal(HttpStatusCode.OK, await GetAsync(region, $"http://{Own}:{new Uri(region.Endpoint).Port}/"));
        Assert.Equal((HttpStatusCode)418, await GetAsync(region, $"http://{Own}:{listener}/"));
        Assert.Equal((HttpStatusCode)418, await GetAsync(region, $"http://{balancer}:{listener}/"));
        Assert.NotEqual($"{Own}", balancer);
    }

    private static async Task<HttpStatusCode> GetAsync(LocalRegion region, string url)
    {
        using var answer = await region.Http.GetAsync(url, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
