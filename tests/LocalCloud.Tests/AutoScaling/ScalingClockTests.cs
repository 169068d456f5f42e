using LocalCloud.Elb;
using LocalCloud.InMemory;
using LocalCloud.Tests.Support;
using LocalCloud.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.AutoScaling;

/// <summary>Counts that follow a metric, on a clock that the test moves. A task has a quarter of a processor and 512 MiB.</summary>
public sealed class ScalingClockTests : IAsyncLifetime
{
    private const long Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly InMemoryTasks _tasks;
    private double _work = 0.25;
    private TestRegion _region = null!;

    public ScalingClockTests() => _tasks = new InMemoryTasks(_ => new InMemoryImage { MemoryBytes = 128 * Mebibyte }, _time);

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            _tasks.Use(services);
        }).WithClusterAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var task in _tasks.All) task.Exit(0);
        await _region.DisposeAsync();
    }

    [Fact]
    public async Task Work_that_grows_adds_tasks_within_minutes_and_work_that_shrinks_takes_them_away_later()
    {
        await ServiceAsync(2);
        await _region.TrackAsync("ECSServiceAverageCPUUtilization", 60);

        // Two tasks at 100 percent: four of them would be at 50.
        _work = 0.5;
        var grown = await UntilAsync(async () => await _region.DesiredAsync() == 4);
        Assert.InRange(grown, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5));
        Assert.Contains("AlarmHigh", (string)(await _region.ActivitiesAsync())[0]["Cause"]!);

        _work = 0.1;
        var shrunk = await UntilAsync(async () => await _region.DesiredAsync() == 2);
        Assert.InRange(shrunk, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(20));
        Assert.Contains("AlarmLow", (string)(await _region.ActivitiesAsync())[0]["Cause"]!);
    }

    [Fact]
    public async Task Scaling_in_that_is_suspended_waits_until_it_is_not()
    {
        await ServiceAsync(4);
        await _region.TrackAsync("ECSServiceAverageMemoryUtilization", 50);
        await _region.ScalingAsync("RegisterScalableTarget", new { SuspendedState = new { DynamicScalingInSuspended = true } });
        await ForAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(4, await _region.DesiredAsync());

        await _region.ScalingAsync("RegisterScalableTarget", new { SuspendedState = new { DynamicScalingInSuspended = false } });

        Assert.InRange(await UntilAsync(async () => await _region.DesiredAsync() == 2), TimeSpan.Zero, TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Requests_are_shared_out_among_the_healthy_targets_of_a_group()
    {
        var (balancer, group) = await ServiceAsync(2, balanced: true);
        await _region.TrackAsync("ALBRequestCountPerTarget", 60, $"{ElbArn.LoadBalancerDimension(balancer)}/{ElbArn.TargetGroupDimension(group)}");
        var series = _region.Service<MetricStore>().Of(balancer, group);

        // Four a second are 240 a minute: four targets can take them.
        await UntilAsync(async () => await _region.DesiredAsync() == 4, () =>
        {
            for (var request = 0; request < 4; request++) series.Record(new RequestOutcome(200, FromTarget: true, TargetChosen: true, ConnectFailed: false, ResponseTime: null));
        });

        Assert.Contains("policy ALBRequestCountPerTarget", (string)(await _region.ActivitiesAsync())[0]["Cause"]!);
    }

    private async Task<(string Balancer, string Group)> ServiceAsync(int count, bool balanced = false)
    {
        var (balancer, group) = balanced ? await BalancerAsync() : ("", "");
        var definition = await _region.RegisterAsync("web", new { name = "main", image = "web:1", portMappings = new[] { new { containerPort = 80 } } });
        await _region.CreateServiceAsync("web", definition, count, loadBalancers: balanced ? [new { targetGroupArn = group, containerName = "main", containerPort = 80 }] : null);
        await UntilAsync(async () => (string)(await _region.ServiceAsync("web"))["deployments"]![0]!["rolloutState"]! == "COMPLETED");
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 2, MaxCapacity = 6 });
        return (balancer, group);
    }

    private async Task<(string Balancer, string Group)> BalancerAsync()
    {
        async Task<string> CallAsync(string action, string wanted, params (string Name, string Value)[] parameters)
        {
            var form = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
            (form["Action"], form["Version"]) = (action, "2015-12-01");
            using var answer = await _region.QueryAsync(form);
            return System.Xml.Linq.XElement.Parse(await answer.Content.ReadAsStringAsync()).Descendants().First(element => element.Name.LocalName == wanted).Value;
        }

        var balancer = await CallAsync("CreateLoadBalancer", "LoadBalancerArn", ("Name", "public"), ("Subnets.member.1", "subnet-a"), ("Subnets.member.2", "subnet-b"));
        var group = await CallAsync("CreateTargetGroup", "TargetGroupArn", ("Name", "web"), ("Protocol", "HTTP"), ("Port", "80"), ("VpcId", "vpc-1"), ("TargetType", "ip"));
        await CallAsync(
            "CreateListener", "ListenerArn", ("LoadBalancerArn", balancer), ("Protocol", "HTTP"), ("Port", "8080"),
            ("DefaultActions.member.1.Type", "forward"), ("DefaultActions.member.1.TargetGroupArn", group));
        return (balancer, group);
    }

    /// <summary>Moves the clock second by second, with the work shared out among the tasks that run.</summary>
    /// <returns>How long it took on that clock.</returns>
    private async Task<TimeSpan> UntilAsync(Func<Task<bool>> isTrue, Action? eachSecond = null)
    {
        var start = _time.GetUtcNow();
        while (!await isTrue())
        {
            Assert.True(_time.GetUtcNow() - start < TimeSpan.FromHours(1), "an hour of the region's clock was not enough");
            await SecondAsync(eachSecond);
        }

        return _time.GetUtcNow() - start;
    }

    private async Task ForAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Second) await SecondAsync(null);
    }

    private async Task SecondAsync(Action? eachSecond)
    {
        var running = _tasks.All.Where(task => !task.Exited.IsCompleted).ToList();
        foreach (var task in running) task.Cores = _work / running.Count;
        eachSecond?.Invoke();
        _time.Advance(Second);

        // What wakes at that second runs on the pool: a call that goes all the way through the region gives it its turn.
        await _region.Ecs("ListClusters", new { });
    }
}
