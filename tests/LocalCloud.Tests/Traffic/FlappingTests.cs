using System.Net.Http.Json;

namespace LocalCloud.Tests.Traffic;

public sealed class FlappingTests
{
    [Fact]
    public async Task A_flapping_target_turns_unhealthy_and_healthy_though_it_always_answers()
    {
        await using var stage = await BlueGreen.StartAsync();
        await using var target = await stage.ServeAsync(stage.Blue, "blue");

        using var answer = await stage.Region.Http.PostAsJsonAsync(
            $"{stage.Region.Endpoint}/_local/faults", new { kind = "flap-target", targetGroup = "blue", seconds = 60 }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();

        await stage.Region.UntilAsync(stage.Blue, target, "unhealthy");
        await stage.Region.UntilAsync(stage.Blue, target, "healthy");
        await stage.Region.UntilAsync(stage.Blue, target, "unhealthy");

        using var cleared = await stage.Region.Http.DeleteAsync($"{stage.Region.Endpoint}/_local/faults", TestContext.Current.CancellationToken);
        await stage.Region.UntilAsync(stage.Blue, target, "healthy");
    }

    [Fact]
    public async Task A_time_scale_shortens_waits_in_AWSs_seconds()
    {
        // Fifteen seconds between two checks, two failures to be unhealthy: without the scale this would take half a minute.
        await using var stage = await BlueGreen.StartAsync(timeScale: 100);
        var group = (await stage.Region.ElbAsync("CreateTargetGroup", ("Name", "slow"), ("Protocol", "HTTP"), ("Port", 8080), ("VpcId", "vpc-1"),
            ("TargetType", "ip"), ("HealthCheckPath", "/health"), ("HealthCheckIntervalSeconds", 15), ("HealthCheckTimeoutSeconds", 10),
            ("UnhealthyThresholdCount", 2))).Descendants("TargetGroupArn").Single().Value;
        await stage.Region.WeighAsync(stage.Rule, (group, 1));
        await using var target = await stage.ServeAsync(group, "slow");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        target.Health = 500;
        await stage.Region.UntilAsync(group, target, "unhealthy");

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"took {clock.Elapsed}, and one interval alone is 15 s");
    }
}
