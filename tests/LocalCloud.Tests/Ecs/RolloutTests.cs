using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>Services as the scheduler brings them up, changes them and takes them down, with real processes.</summary>
public sealed class RolloutTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        _region.Script("idle:1", "sleep 1000");
        _region.Script("idle:2", "sleep 1000");
        _region.Script("crash:1", "echo no; exit 1");
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_new_service_reaches_a_steady_state_and_says_so()
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 2);
        var service = await _region.SteadyAsync("web");

        Assert.Equal("PRIMARY", (string)service["deployments"]![0]!["status"]!);
        Assert.StartsWith("ecs-svc/", (string)service["deployments"]![0]!["id"]!);
        Assert.Equal("(service web) has reached a steady state.", Events(service).First());
        Assert.Matches(@"^\(service web\) has started 2 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$", Events(service).Last());
    }

    [Fact]
    public async Task A_new_task_definition_replaces_all_tasks_and_an_equal_one_does_nothing()
    {
        var first = await _region.RegisterAsync("web", "idle:1");
        await _region.CreateServiceAsync("web", first, 2);
        var before = await _region.SteadyAsync("web");
        var oldTasks = await _region.TaskIdsAsync("web");

        var same = await _region.UpdateServiceAsync("web", new { taskDefinition = first });
        Assert.Equal((string)before["deployments"]![0]!["id"]!, (string)same["service"]!["deployments"]![0]!["id"]!);

        var second = await _region.RegisterAsync("web", "idle:2");
        var rolling = await _region.UpdateServiceAsync("web", new { taskDefinition = second });
        Assert.Equal(
            ["PRIMARY", "ACTIVE"], rolling["service"]!["deployments"]!.AsArray().Select(deployment => (string)deployment!["status"]!));

        await _region.SteadyAsync("web");
        Assert.Empty(oldTasks.Intersect(await _region.TaskIdsAsync("web")));
    }

    [Fact]
    public async Task The_desired_count_goes_up_and_down_to_zero_without_a_new_deployment()
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1);
        var id = (string)(await _region.SteadyAsync("web"))["deployments"]![0]!["id"]!;
        foreach (var count in (int[])[3, 1, 0])
        {
            await _region.UpdateServiceAsync("web", new { desiredCount = count });
            var service = await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => (int)service["runningCount"]! == count);
            Assert.Equal(id, (string)service["deployments"]![0]!["id"]!);
        }
    }

    [Fact]
    public async Task A_task_that_dies_is_replaced()
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1);
        await _region.SteadyAsync("web");
        var first = Assert.Single(await _region.TaskIdsAsync("web"));
        await _region.Ecs("StopTask", new { cluster = Cluster, task = first });
        await Fact.ComesTrueAsync(() => _region.TaskIdsAsync("web"), ids => ids is [var other] && other != first);
        await _region.SteadyAsync("web");
    }

    [Fact]
    public async Task The_circuit_breaker_fails_a_deployment_whose_tasks_do_not_start_and_stands_still()
    {
        await _region.CreateServiceAsync(
            "web", await _region.RegisterAsync("web", "crash:1"), 1, new { deploymentCircuitBreaker = new { enable = true, rollback = false } });

        var service = await Fact.ComesTrueAsync(
            () => _region.ServiceAsync("web"), service => (string)service["deployments"]![0]!["rolloutState"]! == "FAILED");

        Assert.Equal(3, (int)service["deployments"]![0]!["failedTasks"]!);
        Assert.Equal("ECS deployment circuit breaker: tasks failed to start.", (string)service["deployments"]![0]!["rolloutStateReason"]!);
        Assert.Contains(
            Events(service), message => message.EndsWith("deployment failed: tasks failed to start.", StringComparison.Ordinal));
        Assert.Empty(await _region.TaskIdsAsync("web"));

        // A new deployment takes over from the failed one.
        await _region.UpdateServiceAsync("web", new { taskDefinition = await _region.RegisterAsync("web", "idle:1") });
        await _region.SteadyAsync("web");
    }

    [Fact]
    public async Task The_circuit_breaker_rolls_back_to_the_deployment_that_had_completed()
    {
        var good = await _region.RegisterAsync("web", "idle:1");
        await _region.CreateServiceAsync("web", good, 1, new { deploymentCircuitBreaker = new { enable = true, rollback = true } });
        var proven = (string)(await _region.SteadyAsync("web"))["deployments"]![0]!["id"]!;
        await _region.UpdateServiceAsync("web", new { taskDefinition = await _region.RegisterAsync("web", "crash:1") });

        var service = await Fact.ComesTrueAsync(
            () => _region.ServiceAsync("web"),
            service => Events(service).Contains($"(service web) rolling back to deployment {proven}."));

        Assert.Equal(good, (string)service["taskDefinition"]!);
        Assert.Equal(proven, (string)(await _region.SteadyAsync("web"))["deployments"]![0]!["id"]!);
    }

    [Fact]
    public async Task A_deleted_service_drains_and_is_then_inactive_and_its_name_is_free_again()
    {
        var definition = await _region.RegisterAsync("web", "idle:1");
        await _region.CreateServiceAsync("web", definition, 2);
        await _region.SteadyAsync("web");
        var deleted = await _region.Ecs("DeleteService", new { cluster = Cluster, service = "web", force = true });
        Assert.Equal("DRAINING", (string)deleted["service"]!["status"]!);

        await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => (string)service["status"]! == "INACTIVE");

        Assert.Empty((await _region.Ecs("ListServices", new { cluster = Cluster }))["serviceArns"]!.AsArray());
        await _region.CreateServiceAsync("web", definition, 1);
        await _region.SteadyAsync("web");
    }

    [Fact]
    public async Task Fifty_concurrent_updates_leave_one_consistent_service()
    {
        var definition = await _region.RegisterAsync("web", "idle:1");
        await _region.CreateServiceAsync("web", definition, 1);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => i % 2 == 0
            ? _region.UpdateServiceAsync("web", new { desiredCount = i % 4, forceNewDeployment = i % 10 == 0 })
            : _region.Ecs(
                "TagResource",
                new { resourceArn = $"arn:aws:ecs:eu-west-1:000000000000:service/{Cluster}/web", tags = new[] { new { key = $"t{i}", value = "x" } } })));
        await _region.UpdateServiceAsync("web", new { desiredCount = 2 });

        var service = await _region.SteadyAsync("web");

        Assert.Equal(25, service["tags"]!.AsArray().Count);
        Assert.Equal(2, (await _region.TaskIdsAsync("web")).Length);
    }
}
