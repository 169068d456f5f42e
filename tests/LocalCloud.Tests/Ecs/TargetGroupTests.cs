using LocalCloud.Elb;
using LocalCloud.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>A service behind a load balancer: what ECS makes of what the target group says.</summary>
public sealed class TargetGroupTests : IAsyncLifetime
{
    private const string Group = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/web/0123456789abcdef";
    private readonly ScriptedTargets _targets = new();
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync(services => services.AddSingleton<ITargetRegistry>(_targets)).WithClusterAsync();
        _region.Script("idle:1", "trap 'exit 0' TERM; while :; do sleep 0.05; done");
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_deployment_completes_when_its_targets_are_healthy_and_not_before()
    {
        await CreateAsync(desiredCount: 2);
        await Fact.ComesTrueAsync(() => _targets.Registered.Count == 2);
        Assert.Equal("IN_PROGRESS", (string)(await _region.ServiceAsync("web"))["deployments"]![0]!["rolloutState"]!);

        _targets.State = _ => "healthy";

        var service = await _region.SteadyAsync("web");
        Assert.Contains(Events(service), message => message == $"(service web) registered 1 targets in (target-group {Group})");
    }

    [Fact]
    public async Task Old_tasks_serve_until_new_ones_are_healthy_and_drain_before_they_are_stopped()
    {
        _targets.State = _ => "healthy";
        await CreateAsync(desiredCount: 1);
        await _region.SteadyAsync("web");
        var old = Assert.Single(_targets.Registered);
        var oldTask = Assert.Single(await _region.TaskIdsAsync("web"));

        _targets.State = address => address.Equals(old) ? "healthy" : "initial";
        await _region.UpdateServiceAsync("web", new { forceNewDeployment = true });
        await Fact.ComesTrueAsync(() => _targets.Registered.Count == 2);
        Assert.Empty(_targets.Draining);

        _targets.State = _ => "healthy";
        await Fact.ComesTrueAsync(() => _targets.Draining.Contains(old));
        await _region.TaskInAsync(oldTask, "DEACTIVATING");
        await _region.SteadyAsync("web");

        // Steady or not, the process lives as long as the load balancer may still send to it.
        Assert.Equal("DEACTIVATING", (string)(await _region.TaskAsync(oldTask))["lastStatus"]!);
        _targets.FinishDraining();
        var stopped = await _region.TaskInAsync(oldTask, "STOPPED");
        Assert.Equal((0, "ServiceSchedulerInitiated"), ((int)stopped["containers"]![0]!["exitCode"]!, (string)stopped["stopCode"]!));
    }

    [Fact]
    public async Task A_task_that_fails_its_health_checks_is_replaced_once_the_grace_period_is_over()
    {
        _targets.State = _ => "unhealthy";
        await CreateAsync(desiredCount: 1, grace: 1);
        await Fact.ComesTrueAsync(() => _targets.Registered.Count == 1);
        var first = Assert.Single(await _region.TaskIdsAsync("web"));

        await Fact.ComesTrueAsync(() => _targets.Draining.Count == 1);
        _targets.State = _ => "healthy";
        _targets.FinishDraining();

        var task = await _region.TaskInAsync(first, "STOPPED");
        Assert.Equal($"Task failed ELB health checks in (target-group {Group})", (string)task["stoppedReason"]!);
        Assert.True((double)task["stoppingAt"]! - (double)task["startedAt"]! >= 1, "it was replaced within its grace period");
        var service = await _region.SteadyAsync("web");
        Assert.Contains(
            Events(service), message => message.Contains($"(port 8080) is unhealthy in (target-group {Group})", StringComparison.Ordinal));
        Assert.DoesNotContain(first, await _region.TaskIdsAsync("web"));
    }

    [Fact]
    public async Task Tasks_that_never_get_healthy_trip_the_circuit_breaker()
    {
        _targets.State = _ => "unhealthy";
        await CreateAsync(desiredCount: 1);
        var service = await Fact.ComesTrueAsync(
            () =>
            {
                _targets.FinishDraining();
                return _region.ServiceAsync("web");
            },
            service => (string)service["deployments"]![0]!["rolloutState"]! == "FAILED");
        Assert.Equal(3, (int)service["deployments"]![0]!["failedTasks"]!);
    }

    private async Task CreateAsync(int desiredCount, int? grace = null)
    {
        var definition = await _region.RegisterAsync(
            "web", new { name = "main", image = "idle:1", portMappings = new[] { new { containerPort = 8080 } } });
        await _region.CreateServiceAsync(
            "web",
            definition,
            desiredCount,
            new { deploymentCircuitBreaker = new { enable = true, rollback = false } },
            [new { targetGroupArn = Group, containerName = "main", containerPort = 8080 }],
            grace);
    }
}
