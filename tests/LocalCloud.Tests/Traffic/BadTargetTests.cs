using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalCloud.Tests.Traffic;

/// <summary>Targets that misbehave, and what the client sees of it.</summary>
public class BadTargetTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_target_that_refuses_connections_gives_502_and_is_counted_as_a_connection_error()
    {
        await using var world = await BlueGreen.StartAsync();
        await RegisterAsync(world, FreePort());

        Assert.Equal(HttpStatusCode.BadGateway, (await world.GetAsync()).Status);
        await Eventually.TrueAsync(async () => await world.CountAsync("TargetConnectionErrorCount", world.Blue) == 1, "the connection error is counted");
        Assert.Equal(1, await world.CountAsync("HTTPCode_ELB_5XX_Count", null));
        Assert.Equal(0, await world.CountAsync("HTTPCode_Target_5XX_Count", world.Blue));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_request_that_reached_a_target_is_never_sent_again(string method)
    {
        // Answers the first request of a connection, and hangs up on the second after having read it.
        var received = 0;
        using var server = new RawServer(async stream =>
        {
            for (var number = 1; await RawServer.ReadRequestAsync(stream); number++)
            {
                Interlocked.Increment(ref received);
                if (number == 2) return;
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
            }
        });
        await using var world = await BlueGreen.StartAsync();
        await RegisterAsync(world, server.Port, health: false);

        Assert.Equal("ok", (await world.GetAsync()).Body);
        using var second = new HttpRequestMessage(new HttpMethod(method), world.Url);
        using var response = await world.Region.Http.SendAsync(second, Cancel);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(2, Volatile.Read(ref received));
    }

    [Fact]
    public async Task A_target_that_closed_an_idle_connection_does_not_fail_the_next_request()
    {
        var closed = new SemaphoreSlim(0);
        using var server = new RawServer(async stream =>
        {
            await RawServer.ReadRequestAsync(stream);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
            stream.Dispose();
            closed.Release();
        });
        await using var world = await BlueGreen.StartAsync();
        await RegisterAsync(world, server.Port, health: false);

        for (var request = 0; request < 20; request++)
        {
            Assert.Equal((HttpStatusCode.OK, "ok"), await world.GetAsync());
            await closed.WaitAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_target_that_answers_no_HTTP_gives_502()
    {
        using var server = new RawServer(async stream =>
        {
            await RawServer.ReadRequestAsync(stream);
            await stream.WriteAsync("no such protocol\r\n\r\n"u8.ToArray());
        });
        await using var world = await BlueGreen.StartAsync();
        await RegisterAsync(world, server.Port, health: false);

        Assert.Equal(HttpStatusCode.BadGateway, (await world.GetAsync()).Status);
    }

    [Fact]
    public async Task A_target_that_is_silent_longer_than_the_idle_timeout_gives_504()
    {
        using var server = new RawServer(async stream =>
        {
            while (await RawServer.ReadRequestAsync(stream))
            {
            }
        });
        await using var world = await BlueGreen.StartAsync();
        await RegisterAsync(world, server.Port, health: false);
        await world.Region.ElbAsync("ModifyLoadBalancerAttributes", ("LoadBalancerArn", world.LoadBalancer),
            ("Attributes.member.1.Key", "idle_timeout.timeout_seconds"), ("Attributes.member.1.Value", 1));

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await world.GetAsync()).Status);
    }

    [Fact]
    public async Task A_5xx_of_the_target_is_the_targets_and_its_time_is_kept()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var target = await TestTarget.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await world.Region.RegisterAsync(world.Blue, target);

        Assert.Equal(HttpStatusCode.InternalServerError, (await world.GetAsync()).Status);

        await Eventually.TrueAsync(async () => await world.CountAsync("HTTPCode_Target_5XX_Count", world.Blue) == 1, "the 5xx is counted");
        Assert.Equal(0, await world.CountAsync("HTTPCode_ELB_5XX_Count", null));
        var segment = (await world.Region.LocalPageAsync("_local/traffic")).GetProperty("segments").EnumerateArray()
            .Single(segment => segment.GetProperty("picks").GetProperty(world.Blue).GetInt32() == 1);
        Assert.Equal(1, segment.GetProperty("status5xx").GetProperty(world.Blue).GetInt32());
        Assert.True(segment.GetProperty("first5xx").GetProperty(world.Blue).GetDateTimeOffset() >= segment.GetProperty("firstPick").GetDateTimeOffset());
    }

    /// <param name="health">False: health checks go to a port where nothing listens, so that they do not meet the server. The group fails open.</param>
    private static async Task RegisterAsync(BlueGreen world, int port, bool health = true)
    {
        if (!health) await world.Region.ElbAsync("ModifyTargetGroup", ("TargetGroupArn", world.Blue), ("HealthCheckPort", FreePort()));
        await world.Region.ElbAsync("RegisterTargets", ("TargetGroupArn", world.Blue), ("Targets.member.1.Id", "127.0.0.1"), ("Targets.member.1.Port", port));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
