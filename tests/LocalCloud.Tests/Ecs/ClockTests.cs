using LocalCloud.InMemory;
using LocalCloud.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>What takes ECS minutes, hours or a day, on a clock that the test moves.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTasks _tasks;
    private TestRegion _region = null!;

    public ClockTests() =>
        _tasks = new InMemoryTasks(image => new InMemoryImage { ObeysSigTerm = !image.StartsWith("stubborn", StringComparison.Ordinal) }, _time);

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync(services =>
    {
        services.AddSingleton<TimeProvider>(_time);
        _tasks.Use(services);
    }).WithClusterAsync();

    public async ValueTask DisposeAsync()
    {
        // Its shutdown grace is measured on the same clock.
        foreach (var task in _tasks.All) task.Exit(0);
        await _region.DisposeAsync();
    }

    [Fact]
    public async Task A_stopped_task_stays_visible_for_an_hour()
    {
        var id = await _region.RunTaskAsync(await _region.RegisterAsync("job", "job:1"));
        await _region.TaskInAsync(id, "RUNNING");
        _tasks.Of(id).Exit(0);
        await _region.TaskInAsync(id, "STOPPED");

        _time.Advance(TimeSpan.FromMinutes(59));
        await _region.TaskInAsync(id, "STOPPED");
        await AdvanceUntilAsync(TimeSpan.FromMinutes(2), async () =>
            (await _region.Ecs("DescribeTasks", new { cluster = Cluster, tasks = new[] { id } }))["failures"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task SIGKILL_comes_thirty_seconds_after_SIGTERM_when_nothing_else_is_said()
    {
        var id = await _region.RunTaskAsync(await _region.RegisterAsync("job", "stubborn:1"));
        await _region.TaskInAsync(id, "RUNNING");
        await _region.Ecs("StopTask", new { cluster = Cluster, task = id });
        await Fact.ComesTrueAsync(() => _tasks.Of(id).GotSigTerm);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("STOPPING", (string)(await _region.TaskAsync(id))["lastStatus"]!);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => (string)(await _region.TaskAsync(id))["lastStatus"]! == "STOPPED");

        Assert.Equal(137, (int)(await _region.TaskAsync(id))["containers"]![0]!["exitCode"]!);
    }

    [Fact]
    public async Task A_client_token_starts_a_task_once_a_day()
    {
        var definition = await _region.RegisterAsync("job", "job:1");
        var first = await RunWithTokenAsync(definition, count: 1);
        Assert.Equal(first, await RunWithTokenAsync(definition, count: 1));
        Assert.Equal("ConflictException", (await Assert.ThrowsAsync<AwsCallException>(() => RunWithTokenAsync(definition, count: 2))).Code);
        Assert.Single(_region.Service<LocalCloud.Ecs.State.EcsState>().Tasks);

        _time.Advance(TimeSpan.FromHours(25));

        Assert.NotEqual(first, await RunWithTokenAsync(definition, count: 1));
    }

    [Fact]
    public async Task A_crashing_task_is_restarted_more_and_more_slowly()
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "web:1"), 1);
        var starts = new List<DateTimeOffset>();
        for (var i = 1; i <= 4; i++)
        {
            await AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => Task.FromResult(_tasks.All.Count() == i));
            starts.Add(_time.GetUtcNow());
            _tasks.All.Single(task => !task.Exited.IsCompleted).Exit(1);
            await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => (int)service["deployments"]![0]!["failedTasks"]! == i);
        }

        var waits = starts.Zip(starts.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
        Assert.True(waits[0] >= 0.5 && waits[1] >= 1 && waits[2] >= 2, $"Waited {string.Join(", ", waits)} s");
        Assert.Contains("(service web) is unable to consistently start tasks successfully.", Events(await _region.ServiceAsync("web")));
    }

    [Fact]
    public async Task A_service_behind_a_load_balancer_lives_through_its_slow_settings_in_no_time()
    {
        // AWS's defaults: a check every 30 s, five minutes of draining.
        var group = await BehindLoadBalancerAsync();
        var definition = await _region.RegisterAsync("web", new { name = "main", image = "web:1", portMappings = new[] { new { containerPort = 80 } } });
        await _region.CreateServiceAsync(
            "web", definition, 1, loadBalancers: [new { targetGroupArn = group, containerName = "main", containerPort = 80 }], grace: 60);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => (string)(await _region.ServiceAsync("web"))["deployments"]![0]!["rolloutState"]! == "COMPLETED");
        var sick = _tasks.All.Single();

        sick.Health = 500;
        await AdvanceUntilAsync(TimeSpan.FromSeconds(5), async () => (string)(await _region.TaskAsync(sick.TaskId))["lastStatus"]! == "STOPPED");

        Assert.StartsWith("Task failed ELB health checks in (target-group ", (string)(await _region.TaskAsync(sick.TaskId))["stoppedReason"]!);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Task.FromResult(_tasks.All.Count() == 2));
    }

    private async Task<string> BehindLoadBalancerAsync()
    {
        async Task<string> CallAsync(string action, string wanted, params (string Name, string Value)[] parameters)
        {
            var form = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
            (form["Action"], form["Version"]) = (action, "2015-12-01");
            using var answer = await _region.QueryAsync(form);
            return System.Xml.Linq.XElement.Parse(await answer.Content.ReadAsStringAsync()).Descendants().First(element => element.Name.LocalName == wanted).Value;
        }

        var balancer = await CallAsync("CreateLoadBalancer", "LoadBalancerArn", ("Name", "public"), ("Subnets.member.1", "subnet-a"), ("Subnets.member.2", "subnet-b"));
        var group = await CallAsync(
            "CreateTargetGroup", "TargetGroupArn", ("Name", "web"), ("Protocol", "HTTP"), ("Port", "80"), ("VpcId", "vpc-1"), ("TargetType", "ip"));
        await CallAsync(
            "CreateListener", "ListenerArn", ("LoadBalancerArn", balancer), ("Protocol", "HTTP"), ("Port", "8080"),
            ("DefaultActions.member.1.Type", "forward"), ("DefaultActions.member.1.TargetGroupArn", group));
        return group;
    }

    private async Task<string> RunWithTokenAsync(string definition, int count)
    {
        var answer = await _region.Ecs(
            "RunTask", new { cluster = Cluster, taskDefinition = definition, count, networkConfiguration = Network, clientToken = "once" });
        return (string)answer["tasks"]![0]!["taskArn"]!;
    }

    private Task AdvanceUntilAsync(TimeSpan step, Func<Task<bool>> isTrue) => Fact.ComesTrueAsync(
        async () =>
        {
            if (await isTrue()) return true;
            _time.Advance(step);
            return false;
        });
}
