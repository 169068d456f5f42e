using System.Text.Json.Nodes;
using LocalCloud.InMemory;
using LocalCloud.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.CloudWatch;

/// <summary>Namespace AWS/ECS: percent of what a task definition gives, here a quarter of a processor and 512 MiB.</summary>
public sealed class ServiceMetricsTests
{
    [Fact]
    public async Task Use_is_averaged_over_the_tasks_of_a_service()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var tasks = new InMemoryTasks(_ => new InMemoryImage { Cores = 0.125, MemoryBytes = 128 * 1024 * 1024 }, time);
        await using var region = await InMemoryAsync(tasks, time);
        await region.CreateServiceAsync("web", await region.RegisterAsync("web", "web:1"), 2);
        await Fact.ComesTrueAsync(async () => Advance(time) && await region.Value("CPUUtilization", "SampleCount", 60) > 0);
        Assert.Equal(50, await region.Value("CPUUtilization", "Average", 60), 0.001);
        Assert.Equal(25, await region.Value("MemoryUtilization", "Average", 60), 0.001);

        tasks.All.First().Cores = 0.25;

        await Fact.ComesTrueAsync(async () => Advance(time) && Math.Abs(await region.Value("CPUUtilization", "Maximum", 1) - 100) < 0.001);
        Assert.Equal(75, await region.Value("CPUUtilization", "Average", 1), 0.001);
        Assert.Equal(2, await region.Value("CPUUtilization", "SampleCount", 1));
        Assert.Null(await region.ValueOrNull("CPUUtilization", "Average", 1, ("ClusterName", Cluster)));
        Assert.Null(await region.ValueOrNull("CPUUtilization", "Average", 1, ("ClusterName", Cluster), ("ServiceName", "other")));

        foreach (var task in tasks.All) task.Exit(0);
    }

    [Fact]
    public async Task A_process_is_measured_with_all_it_forked()
    {
        await using var region = await TestRegion.StartAsync().WithClusterAsync();
        region.Script("spin:1", "(while :; do :; done) & (while :; do :; done)");
        await region.CreateServiceAsync("web", await region.RegisterAsync("web", "spin:1"), 1);

        // Alone on a machine of two processors it would be 800 percent; on a busy one still more than a quarter of one.
        await Fact.ComesTrueAsync(async () => await region.Value("CPUUtilization", "Maximum", 60) > 100);
        Assert.InRange(await region.Value("MemoryUtilization", "Maximum", 60), 0.05, 10);
    }

    [Fact]
    public async Task An_alarm_watches_a_service_and_percentiles_are_refused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var tasks = new InMemoryTasks(_ => new InMemoryImage { Cores = 0.25 }, time);
        await using var region = await InMemoryAsync(tasks, time);
        await region.CreateServiceAsync("web", await region.RegisterAsync("web", "web:1"), 1);
        await region.PutAlarmAsync("Average");
        Assert.Contains("no percentiles", (await Assert.ThrowsAsync<AwsCallException>(() => region.PutAlarmAsync("p90"))).Message);

        await Fact.ComesTrueAsync(async () =>
            Advance(time) && (string)(await region.Monitoring("DescribeAlarms", new { }))["MetricAlarms"]![0]!["StateValue"]! == "ALARM");

        foreach (var task in tasks.All) task.Exit(0);
    }

    private static Task<TestRegion> InMemoryAsync(InMemoryTasks tasks, TimeProvider time) => TestRegion.StartAsync(services =>
    {
        services.AddSingleton(time);
        tasks.Use(services);
    }).WithClusterAsync();

    private static bool Advance(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        return true;
    }
}

file static class Questions
{
    public static async Task<double> Value(this TestRegion region, string metric, string statistic, int period) =>
        await region.ValueOrNull(metric, statistic, period, ("ClusterName", Cluster), ("ServiceName", "web")) ?? 0;

    /// <returns>Of the newest period that has data.</returns>
    public static async Task<double?> ValueOrNull(this TestRegion region, string metric, string statistic, int period, params (string Name, string Value)[] dimensions)
    {
        var now = region.Service<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();
        var stat = new
        {
            Metric = new { Namespace = "AWS/ECS", MetricName = metric, Dimensions = dimensions.Select(dimension => new { dimension.Name, dimension.Value }) },
            Period = period,
            Stat = statistic,
        };
        var answer = await region.Monitoring(
            "GetMetricData", new { StartTime = now - 120, EndTime = now + 1, MetricDataQueries = new[] { new { Id = "q", MetricStat = stat } } });
        return (double?)answer["MetricDataResults"]![0]!["Values"]!.AsArray().FirstOrDefault();
    }

    public static Task<JsonNode> PutAlarmAsync(this TestRegion region, string statistic) => region.Monitoring("PutMetricAlarm", new
    {
        AlarmName = $"busy-{statistic}",
        Namespace = "AWS/ECS",
        MetricName = "CPUUtilization",
        Dimensions = new[] { new { Name = "ClusterName", Value = Cluster }, new { Name = "ServiceName", Value = "web" } },
        Statistic = statistic.StartsWith('p') ? null : statistic,
        ExtendedStatistic = statistic.StartsWith('p') ? statistic : null,
        Period = 10,
        EvaluationPeriods = 1,
        Threshold = 80,
        ComparisonOperator = "GreaterThanThreshold",
    });
}
