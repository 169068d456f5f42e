using LocalCloud.Processes;
using LocalCloud.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>What takes ECS minutes, hours or a day, on a clock that the test moves.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryRuntime _runtime = new();
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync(services => services
        .AddSingleton<TimeProvider>(_time)
        .AddSingleton<ITaskRuntime>(_runtime)).WithClusterAsync();

    public async ValueTask DisposeAsync()
    {
        // Its shutdown grace is measured on the same clock.
        foreach (var task in _runtime.Tasks.Values) task.Exit(0);
        await _region.DisposeAsync();
    }

    [Fact]
    public async Task A_stopped_task_stays_visible_for_an_hour()
    {
        var id = await _region.RunTaskAsync(await _region.RegisterAsync("job", "job:1"));
        await _region.TaskInAsync(id, "RUNNING");
        _runtime.Tasks[id].Exit(0);
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
        await Fact.ComesTrueAsync(() => _runtime.Tasks[id].GotSigTerm);

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
            await AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => Task.FromResult(_runtime.Tasks.Count == i));
            starts.Add(_time.GetUtcNow());
            _runtime.Tasks.Values.Single(task => !task.Exited.IsCompleted).Exit(1);
            await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => (int)service["deployments"]![0]!["failedTasks"]! == i);
        }

        var waits = starts.Zip(starts.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
        Assert.True(waits[0] >= 0.5 && waits[1] >= 1 && waits[2] >= 2, $"Waited {string.Join(", ", waits)} s");
        Assert.Contains("(service web) is unable to consistently start tasks successfully.", Events(await _region.ServiceAsync("web")));
    }

    private async Task<string> RunWithTokenAsync(string definition, int count)
    {
        var answer = await _region.Ecs(
            "RunTask", new { cluster = Cluster, taskDefinition = definition, count, networkConfiguration = Network, clientToken = "once" });
        return (string)answer["tasks"]![0]!["taskArn"]!;
    }

    private Task<bool> AdvanceUntilAsync(TimeSpan step, Func<Task<bool>> isTrue) => Fact.ComesTrueAsync(
        async () =>
        {
            if (await isTrue()) return true;
            _time.Advance(step);
            return false;
        },
        done => done);
}
