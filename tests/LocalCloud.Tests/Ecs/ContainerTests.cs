using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>Tasks of several containers: order, health, who may end without ending the others.</summary>
public sealed class ContainerTests : IAsyncLifetime
{
    private const string Forever = "while :; do sleep 0.05; done";
    private TestRegion _region = null!;

    // Health checks every 5 s at the least on AWS: here every 50 ms.
    public async ValueTask InitializeAsync() =>
        _region = await TestRegion.StartAsync(change: options => options with { TimeScale = new TimeScale(100) }).WithClusterAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_container_waits_until_the_one_it_depends_on_has_ended_well()
    {
        var file = Path.Combine(_region.Data, "order");
        var id = await RunAsync(
            Container("main", $"echo main >> {file}; {Forever}", dependsOn: [("init", "SUCCESS")]),
            Container("init", $"sleep 0.3; echo init >> {file}", essential: false));

        var task = await _region.TaskInAsync(id, "RUNNING");

        await Fact.ComesTrueAsync(() => File.ReadAllText(file) == "init\nmain\n");
        Assert.Equal([("main", "RUNNING", null), ("init", "STOPPED", 0)], States(task));
    }

    [Fact]
    public async Task A_dependency_that_fails_keeps_the_task_from_starting_and_says_why()
    {
        var id = await RunAsync(
            Container("main", Forever, dependsOn: [("init", "SUCCESS")]), Container("init", "exit 3", essential: false));

        var task = await _region.TaskInAsync(id, "STOPPED");

        Assert.Equal("TaskFailedToStart", (string)task["stopCode"]!);
        Assert.Equal("DependencyNotMet: container 'init': it exited with 3", (string)task["stoppedReason"]!);
        Assert.Equal([("main", "STOPPED", null), ("init", "STOPPED", 3)], States(task));
        Assert.Equal("DependencyNotMet: container 'init': it exited with 3", (string?)task["containers"]![0]!["reason"]);
    }

    [Fact]
    public async Task A_sidecar_may_end_and_the_task_goes_on_but_an_essential_container_takes_all_with_it()
    {
        var marker = Path.Combine(_region.Data, "go");
        var id = await RunAsync(
            Container("main", $"while ! [ -f {marker} ]; do sleep 0.05; done; exit 4"),
            Container("sidecar", "exit 1", essential: false),
            Container("agent", Forever, essential: false));
        await Fact.ComesTrueAsync(
            () => _region.TaskAsync(id),
            task => (string)task["lastStatus"]! == "RUNNING" && States(task).Contains(("sidecar", "STOPPED", 1)));

        File.WriteAllText(marker, "");

        var stopped = await _region.TaskInAsync(id, "STOPPED");
        Assert.Equal(("EssentialContainerExited", "Essential container in task exited"), ((string)stopped["stopCode"]!, (string)stopped["stoppedReason"]!));
        Assert.Equal([("main", "STOPPED", 4), ("sidecar", "STOPPED", 1), ("agent", "STOPPED", 143)], States(stopped));
    }

    [Fact]
    public async Task Containers_stop_in_the_reverse_order_of_their_dependencies()
    {
        var file = Path.Combine(_region.Data, "stops");
        var id = await RunAsync(
            Container("main", $"trap 'sleep 0.3; echo main >> {file}; exit 0' TERM; echo listens; {Forever}", dependsOn: [("proxy", "START")]),
            Container("proxy", $"trap 'echo proxy >> {file}; exit 0' TERM; echo listens; {Forever}", essential: false));

        // RUNNING says that its process was started, not that the shell has come to its trap.
        await Fact.ComesTrueAsync(() => new[] { id, $"{id}-proxy" }.All(log => _region.LogOf(log).Contains("listens", StringComparison.Ordinal)));

        await _region.Ecs("StopTask", new { cluster = Cluster, task = id });

        await _region.TaskInAsync(id, "STOPPED");
        Assert.Equal("main\nproxy\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_health_check_decides_when_dependents_start_and_when_a_service_replaces_the_task()
    {
        var sick = Path.Combine(_region.Data, "sick");
        var definition = await RegisterAsync(
            Container("main", Forever, healthCheck: ["CMD-SHELL", $"! [ -f {sick} ]"]),
            Container("client", Forever, essential: false, dependsOn: [("main", "HEALTHY")]));
        await _region.CreateServiceAsync("web", definition, 1);
        var service = await _region.SteadyAsync("web");
        Assert.Equal("COMPLETED", (string)service["deployments"]![0]!["rolloutState"]!);
        var id = Assert.Single(await _region.TaskIdsAsync("web"));
        Assert.Equal(("HEALTHY", "UNKNOWN"), (
            (string)(await _region.TaskAsync(id))["healthStatus"]!, (string)(await _region.TaskAsync(id))["containers"]![1]!["healthStatus"]!));

        File.WriteAllText(sick, "");

        var stopped = await _region.TaskInAsync(id, "STOPPED");
        File.Delete(sick);
        Assert.Equal(("UNHEALTHY", "Task failed container health checks"), ((string)stopped["healthStatus"]!, (string)stopped["stoppedReason"]!));
        service = await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), found => (int)found["runningCount"]! == 1);
        Assert.Contains($"(service web) (task {id}) failed container health checks.", Events(service));
    }

    [Fact]
    public async Task Each_container_has_its_own_log_port_and_environment_at_one_address()
    {
        var id = await RunAsync(
            Container("main", $"echo $HOST:$PORT; {Forever}", port: 8080),
            Container("side", $"echo $HOST:$PORT; {Forever}", essential: false, port: 9090));
        var task = await _region.TaskInAsync(id, "RUNNING");
        var address = (string)task["containers"]![0]!["networkInterfaces"]![0]!["privateIpv4Address"]!;

        await Fact.ComesTrueAsync(() => _region.LogOf(id).Contains($" {address}:8080\n", StringComparison.Ordinal));
        await Fact.ComesTrueAsync(() => _region.LogOf($"{id}-side").Contains($" {address}:9090\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_point_takes_the_place_of_the_images_program()
    {
        _region.Image("main:1", "false", ["never"]);
        var definition = await RegisterAsync(new { name = "main", image = "main:1", entryPoint = new[] { "sh", "-c" }, command = new[] { "exit 7" } });

        var task = await _region.TaskInAsync(await _region.RunTaskAsync(definition), "STOPPED");

        Assert.Equal(7, (int)task["containers"]![0]!["exitCode"]!);
    }

    [Theory]
    [InlineData("twice", "Container name 'a' is used twice.")]
    [InlineData("nobody", "depends on 'ghost', which is not in the task definition")]
    [InlineData("circle", "form a circle")]
    [InlineData("no check", "has no health check")]
    [InlineData("essential", "is essential")]
    [InlineData("condition", "must be START, COMPLETE, SUCCESS or HEALTHY")]
    [InlineData("none essential", "at least one essential container")]
    [InlineData("interval", "interval of container 'a' must be from 5 to 300, got 1")]
    public async Task A_task_definition_whose_containers_cannot_work_together_is_refused(string what, string message)
    {
        object[] containers = what switch
        {
            "twice" => [Container("a", ""), Container("a", "")],
            "nobody" => [Container("a", "", dependsOn: [("ghost", "START")])],
            "circle" => [Container("a", "", dependsOn: [("b", "START")]), Container("b", "", dependsOn: [("c", "START")]), Container("c", "", dependsOn: [("a", "START")])],
            "no check" => [Container("a", "", dependsOn: [("b", "HEALTHY")]), Container("b", "")],
            "essential" => [Container("a", "", dependsOn: [("b", "SUCCESS")]), Container("b", "")],
            "condition" => [Container("a", "", dependsOn: [("b", "READY")]), Container("b", "")],
            "none essential" => [Container("a", "", essential: false)],
            _ => [new { name = "a", image = "a:1", healthCheck = new { command = new[] { "CMD", "true" }, interval = 1 } }],
        };

        var refused = await Assert.ThrowsAsync<AwsCallException>(() => RegisterAsync(containers));

        Assert.Equal("ClientException", refused.Code);
        Assert.Contains(message, refused.AwsMessage);
    }

    private static IEnumerable<(string, string, int?)> States(JsonNode task) => task["containers"]!.AsArray().Select(
        container => ((string)container!["name"]!, (string)container["lastStatus"]!, (int?)container["exitCode"]));

    /// <summary>A container that runs a script, from an image of its own name.</summary>
    private object Container(
        string name, string script, bool essential = true, (string Name, string Condition)[]? dependsOn = null, string[]? healthCheck = null, int? port = null)
    {
        _region.Script($"{name}:1", script);
        return new
        {
            name,
            image = $"{name}:1",
            essential,
            portMappings = port is null ? null : new[] { new { containerPort = port } },
            dependsOn = dependsOn?.Select(dependency => new { containerName = dependency.Name, condition = dependency.Condition }),
            healthCheck = healthCheck is null ? null : new { command = healthCheck, interval = 5, timeout = 5, retries = 2 },
        };
    }

    private async Task<string> RunAsync(params object[] containers) => await _region.RunTaskAsync(await RegisterAsync(containers));

    private async Task<string> RegisterAsync(params object[] containers)
    {
        var answer = await _region.Ecs("RegisterTaskDefinition", new
        {
            family = "app", networkMode = "awsvpc", cpu = "256", memory = "512", containerDefinitions = containers,
        });
        return (string)answer["taskDefinition"]!["taskDefinitionArn"]!;
    }
}
