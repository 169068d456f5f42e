using System.Net;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Tests.Traffic;

public class DrainingTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_in_flight_is_finished_while_new_ones_go_elsewhere()
    {
        await using var world = await BlueGreen.StartAsync();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var leaving = await TestTarget.StartAsync(async context =>
        {
            entered.TrySetResult();
            await release.Task;
            await context.Response.WriteAsync("finished");
        });
        await world.Region.RegisterAsync(world.Blue, leaving);
        var inFlight = world.GetAsync();
        await entered.Task.WaitAsync(Cancel);
        await using var staying = await world.ServeAsync(world.Blue, "staying");

        await world.Region.DeregisterAsync(world.Blue, leaving);

        var drained = world.Region.Targets.DrainedAsync(world.Blue, leaving.Address, leaving.Port, Cancel);
        Assert.Equal(("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress"), await world.Region.HealthAsync(world.Blue, leaving));
        for (var request = 0; request < 10; request++) Assert.Equal("staying", (await world.GetAsync()).Body);
        Assert.False(drained.IsCompleted);

        release.SetResult();
        Assert.Equal((HttpStatusCode.OK, "finished"), await inFlight);
        await drained.WaitAsync(Cancel);
        Assert.Equal("Target.NotRegistered", (await world.Region.HealthAsync(world.Blue, leaving)).Reason);
        Assert.Null(world.Region.Targets.HealthOf(world.Blue, leaving.Address, leaving.Port));
    }

    [Fact]
    public async Task A_request_that_outlasts_the_deregistration_delay_gets_502()
    {
        await using var world = await BlueGreen.StartAsync();
        await world.Region.ElbAsync("ModifyTargetGroupAttributes", ("TargetGroupArn", world.Blue),
            ("Attributes.member.1.Key", "deregistration_delay.timeout_seconds"), ("Attributes.member.1.Value", 1));
        var entered = new TaskCompletionSource();
        await using var target = await TestTarget.StartAsync(async context =>
        {
            entered.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        });
        await world.Region.RegisterAsync(world.Blue, target);
        var inFlight = world.GetAsync();
        await entered.Task.WaitAsync(Cancel);

        await world.Region.DeregisterAsync(world.Blue, target);

        Assert.Equal(HttpStatusCode.BadGateway, (await inFlight).Status);
        await world.Region.Targets.DrainedAsync(world.Blue, target.Address, target.Port, Cancel);
    }

    [Fact]
    public async Task The_last_target_leaving_means_503_for_new_requests()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var target = await world.ServeAsync(world.Blue, "blue");

        await world.Region.DeregisterAsync(world.Blue, target);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await world.GetAsync()).Status);
        await world.Region.Targets.DrainedAsync(world.Blue, target.Address, target.Port, Cancel);
    }

    [Fact]
    public async Task Registering_while_draining_starts_anew()
    {
        await using var world = await BlueGreen.StartAsync();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var target = await TestTarget.StartAsync(async context =>
        {
            if (!context.Request.Query.ContainsKey("hold")) return;
            entered.TrySetResult();
            await release.Task;
        });
        await world.Region.RegisterAsync(world.Blue, target);
        var inFlight = world.GetAsync("/?hold");
        await entered.Task.WaitAsync(Cancel);
        await world.Region.DeregisterAsync(world.Blue, target);

        await world.Region.RegisterAsync(world.Blue, target);

        await world.Region.UntilAsync(world.Blue, target, "healthy");
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync()).Status);
        release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await inFlight).Status);
        Assert.Equal("healthy", (await world.Region.HealthAsync(world.Blue, target)).State);
    }
}
