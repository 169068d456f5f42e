using System.Net;
using System.Xml.Linq;

namespace LocalCloud.Tests.Traffic;

public class HealthCheckTests
{
    [Fact]
    public async Task Traffic_stays_on_healthy_targets()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var good = await world.ServeAsync(world.Blue, "good");
        await using var bad = await world.ServeAsync(world.Blue, "bad");
        bad.Health = 503;
        await world.Region.UntilAsync(world.Blue, bad, "unhealthy");
        var before = bad.Requests;

        for (var request = 0; request < 20; request++) Assert.Equal("good", (await world.GetAsync()).Body);

        Assert.Equal(before, bad.Requests);
        Assert.Equal(("unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"), await world.Region.HealthAsync(world.Blue, bad));
    }

    [Fact]
    public async Task When_no_target_is_healthy_all_of_them_get_requests()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var first = await world.ServeAsync(world.Blue, "first");
        await using var second = await world.ServeAsync(world.Blue, "second");
        (first.Health, second.Health) = (500, 500);
        await world.Region.UntilAsync(world.Blue, first, "unhealthy");
        await world.Region.UntilAsync(world.Blue, second, "unhealthy");

        for (var request = 0; request < 10; request++) Assert.Equal(HttpStatusCode.OK, (await world.GetAsync()).Status);

        Assert.Equal((5, 5), (first.Requests, second.Requests));
    }

    [Fact]
    public async Task A_target_that_recovers_gets_requests_again()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var target = await world.ServeAsync(world.Blue, "blue");
        target.Health = 503;
        await world.Region.UntilAsync(world.Blue, target, "unhealthy");

        target.Health = 200;

        await world.Region.UntilAsync(world.Blue, target, "healthy");
        Assert.Equal("blue", (await world.GetAsync()).Body);
    }

    [Fact]
    public async Task Targets_are_checked_while_their_group_has_weight_0()
    {
        await using var world = await BlueGreen.StartAsync(100, 0);
        await using var target = await world.ServeAsync(world.Green, "green");
        Assert.Equal(0, target.Requests);
    }

    [Fact]
    public async Task Targets_of_a_group_that_no_rule_names_are_unused_and_not_checked()
    {
        await using var world = await BlueGreen.StartAsync();
        var spare = await world.Region.TargetGroupAsync("spare");
        await using var target = await TestTarget.StartAsync("spare");
        await world.Region.RegisterAsync(spare, target);
        Assert.Equal(("unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"),
            await world.Region.HealthAsync(spare, target));
        Assert.Equal(0, target.Checks);

        var rule = await world.Region.RuleAsync(world.Listener, 200, BlueGreen.AllPaths, (spare, 1));
        await world.Region.UntilAsync(spare, target, "healthy");

        await world.Region.ElbAsync("DeleteRule", ("RuleArn", rule));
        Assert.Equal("unused", (await world.Region.HealthAsync(spare, target)).State);
    }

    [Fact]
    public async Task Nothing_listening_is_a_failed_check_and_silence_a_timeout()
    {
        await using var world = await BlueGreen.StartAsync();
        await using var gone = await world.ServeAsync(world.Blue, "gone");
        await gone.DisposeAsync();

        await Eventually.TrueAsync(async () => (await Health(world)).Contains("Target.FailedHealthChecks"), "nothing listens");
        Assert.Contains("Health checks failed", await Health(world));
        using var hanging = new RawServer(async stream =>
        {
            while (await RawServer.ReadRequestAsync(stream))
            {
            }
        });
        await world.Region.ElbAsync("ModifyTargetGroup", ("TargetGroupArn", world.Blue), ("HealthCheckPort", hanging.Port));
        await Eventually.TrueAsync(async () => (await Health(world)).Contains("Target.Timeout"), "the check times out");
    }

    [Fact]
    public async Task A_matcher_with_a_range_takes_its_codes_as_healthy()
    {
        await using var world = await BlueGreen.StartAsync();
        await world.Region.ElbAsync("ModifyTargetGroup", ("TargetGroupArn", world.Blue), ("Matcher.HttpCode", "200,300-302"));
        await using var target = await TestTarget.StartAsync("blue");
        target.Health = 301;
        await world.Region.RegisterAsync(world.Blue, target);

        await world.Region.UntilAsync(world.Blue, target, "healthy");
        target.Health = 303;
        await world.Region.UntilAsync(world.Blue, target, "unhealthy");
    }

    private static async Task<List<string>> Health(BlueGreen world) =>
        [.. (await world.Region.ElbAsync("DescribeTargetHealth", ("TargetGroupArn", world.Blue))).Descendants("TargetHealth").Elements().Select(part => part.Value)];
}
