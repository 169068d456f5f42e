using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>LocalCloud refuses what AWS refuses, with AWS's code.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        _region.Script("idle:1", "sleep 1000");
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_target_group_without_a_load_balancer()
    {
        using var created = await _region.QueryAsync(new()
        {
            ["Action"] = "CreateTargetGroup", ["Version"] = "2015-12-01", ["Name"] = "lonely", ["Protocol"] = "HTTP", ["Port"] = "80", ["VpcId"] = "vpc-1", ["TargetType"] = "ip",
        });
        var arn = System.Xml.Linq.XDocument.Parse(await created.Content.ReadAsStringAsync())
            .Descendants()
            .First(node => node.Name.LocalName == "TargetGroupArn")
            .Value;
        var definition = await _region.RegisterAsync(
            "web", new { name = "main", image = "idle:1", portMappings = new[] { new { containerPort = 80 } } });

        var error = await RefusedAsync(() => _region.CreateServiceAsync(
            "web", definition, 1, loadBalancers: [new { targetGroupArn = arn, containerName = "main", containerPort = 80 }]));

        Assert.Equal("InvalidParameterException", error.Code);
        Assert.Contains("does not have an associated load balancer", error.AwsMessage);
    }

    [Fact]
    public async Task A_service_name_that_is_still_draining()
    {
        _region.Script("stubborn:1", "trap '' TERM; while :; do sleep 0.1; done");
        var definition = await _region.RegisterAsync("web", new { name = "main", image = "stubborn:1", stopTimeout = 120 });
        await _region.CreateServiceAsync("web", definition, 1);
        await _region.SteadyAsync("web");
        await _region.Ecs("DeleteService", new { cluster = Cluster, service = "web", force = true });

        var error = await RefusedAsync(() => _region.CreateServiceAsync("web", definition, 1));

        Assert.Equal(("InvalidParameterException", "Unable to Start a service that is still Draining."), (error.Code, error.AwsMessage));
        Assert.Equal(
            "ServiceNotActiveException", (await RefusedAsync(() => _region.UpdateServiceAsync("web", new { desiredCount = 2 }))).Code);
    }

    [Fact]
    public async Task A_service_that_exists_with_other_settings_but_not_the_same_call_again()
    {
        var definition = await _region.RegisterAsync("web", "idle:1");
        var first = await _region.CreateServiceAsync("web", definition, 1);
        var again = await _region.CreateServiceAsync("web", definition, 1);
        Assert.Equal((double)first["service"]!["createdAt"]!, (double)again["service"]!["createdAt"]!);

        var error = await RefusedAsync(() => _region.CreateServiceAsync("web", definition, 2));

        Assert.Equal(("InvalidParameterException", "Creation of service was not idempotent."), (error.Code, error.AwsMessage));
    }

    [Fact]
    public async Task More_than_ten_services_in_one_description()
    {
        var error = await RefusedAsync(
            () => _region.Ecs("DescribeServices", new { cluster = Cluster, services = Enumerable.Range(0, 11).Select(i => $"s{i}") }));
        Assert.Equal("InvalidParameterException", error.Code);
        Assert.Contains("11", error.AwsMessage);
    }

    [Fact]
    public async Task An_inactive_or_unknown_task_definition()
    {
        var definition = await _region.RegisterAsync("web", "idle:1");
        await _region.CreateServiceAsync("web", definition, 1);
        await _region.Ecs("DeregisterTaskDefinition", new { taskDefinition = definition });

        foreach (var call in (Func<Task>[])[
            () => _region.CreateServiceAsync("other", definition, 1),
            () => _region.UpdateServiceAsync("web", new { taskDefinition = definition }),
            () => _region.RunTaskAsync(definition)])
        {
            var error = await RefusedAsync(call);
            Assert.Equal(("ClientException", "TaskDefinition is inactive"), (error.Code, error.AwsMessage));
        }

        Assert.Equal("ClientException", (await RefusedAsync(() => _region.RunTaskAsync("nobody:1"))).Code);

        // A service that runs it goes on, and can be scaled.
        await _region.UpdateServiceAsync("web", new { desiredCount = 2 });
        await _region.SteadyAsync("web");
    }

    [Theory]
    [InlineData("key", "a#b")]
    [InlineData("key", "tab\tbed")]
    [InlineData("k*y", "value")]
    [InlineData("aws:key", "value")]
    [InlineData("", "value")]
    public async Task A_tag_with_a_character_outside_the_set(string key, string value)
    {
        var error = await RefusedAsync(() => _region.RegisterAsync("web", new { name = "main", image = "idle:1" }, [new { key, value }]));
        Assert.Equal("InvalidParameterException", error.Code);
    }

    [Fact]
    public async Task A_tag_value_of_257_characters_and_a_51st_tag()
    {
        Assert.Equal(
            "InvalidParameterException",
            (await RefusedAsync(() => _region.RegisterAsync("web", new { name = "main", image = "idle:1" }, [new { key = "k", value = new string('v', 257) }]))).Code);

        var definition = await _region.RegisterAsync(
            "web",
            new { name = "main", image = "idle:1" },
            [.. Enumerable.Range(0, 50).Select(i => new { key = $"k{i}", value = "é _.:/=+-@" + new string('v', 200) })]);
        Assert.Equal(
            "InvalidParameterException",
            (await RefusedAsync(() => _region.Ecs("TagResource", new { resourceArn = definition, tags = new[] { new { key = "one-more", value = "" } } }))).Code);
    }

    [Fact]
    public async Task Clusters_and_services_that_are_not_there()
    {
        Assert.Equal(
            "ClusterNotFoundException",
            (await RefusedAsync(() => _region.Ecs("DescribeServices", new { cluster = "nowhere", services = new[] { "web" } }))).Code);
        Assert.Equal(
            "ServiceNotFoundException", (await RefusedAsync(() => _region.UpdateServiceAsync("nobody", new { desiredCount = 1 }))).Code);
        Assert.Equal(
            "ServiceNotFoundException",
            (await RefusedAsync(() => _region.Ecs("ListTasks", new { cluster = Cluster, serviceName = "nobody" }))).Code);
        var described = await _region.Ecs("DescribeServices", new { cluster = Cluster, services = new[] { "nobody" } });
        Assert.Equal("MISSING", (string)described["failures"]![0]!["reason"]!);
    }

    [Fact]
    public async Task A_service_above_zero_is_deleted_only_by_force()
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1);
        var error = await RefusedAsync(() => _region.Ecs("DeleteService", new { cluster = Cluster, service = "web" }));
        Assert.Equal(
            ("InvalidParameterException", "The service cannot be stopped while it is scaled above 0."), (error.Code, error.AwsMessage));
    }

    [Theory]
    [InlineData("""{"deploymentConfiguration":{"strategy":"BLUE_GREEN"}}""", "BLUE_GREEN")]
    [InlineData("""{"deploymentConfiguration":{"strategy":"CANARY","canaryConfiguration":{"canaryPercent":10}}}""", "canaryConfiguration")]
    [InlineData("""{"deploymentController":{"type":"CODE_DEPLOY"}}""", "CODE_DEPLOY")]
    [InlineData("""{"serviceConnectConfiguration":{"enabled":true}}""", "serviceConnectConfiguration")]
    [InlineData("""{"enableExecuteCommand":true}""", "enableExecuteCommand")]
    public async Task Features_of_ECS_that_LocalCloud_does_not_have(string wish, string named)
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1);
        var error = await RefusedAsync(() => _region.UpdateServiceAsync("web", System.Text.Json.Nodes.JsonNode.Parse(wish)!));
        Assert.Equal("UnsupportedFeatureException", error.Code);
        Assert.Contains(named, error.AwsMessage);
    }

    [Fact]
    public async Task Members_that_ECS_does_not_know_are_ignored_and_false_features_too()
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1);
        await _region.UpdateServiceAsync(
            "web", new { notAMember = 1, enableExecuteCommand = false, placementStrategy = Array.Empty<object>() });
    }

    [Theory]
    [InlineData("""{"cpu":"300"}""", "No Fargate configuration")]
    [InlineData("""{"memory":null}""", "'memory' be defined")]
    [InlineData("""{"containerDefinitions":[]}""", "Container list cannot be empty")]
    [InlineData("""{"family":"a b"}""", "Family")]
    [InlineData("""{"containerDefinitions":[{"name":"main"}]}""", "image")]
    [InlineData(
        """{"executionRoleArn":null,"containerDefinitions":[{"name":"main","image":"i","secrets":[{"name":"A","valueFrom":"/a"}]}]}""",
        "execution role")]
    [InlineData(
        """{"containerDefinitions":[{"name":"main","image":"i","environment":[{"name":"A","value":"1"}],"secrets":[{"name":"A","valueFrom":"/a"}]}]}""",
        "unique")]
    [InlineData(
        """{"containerDefinitions":[{"name":"main","image":"i","portMappings":[{"containerPort":80,"hostPort":81}]}]}""", "must match")]
    [InlineData(
        """{"containerDefinitions":[{"name":"main","image":"i","logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g"}}}]}""",
        "awslogs-region")]
    public async Task Task_definitions_that_Fargate_cannot_run(string change, string named)
    {
        var input = System.Text.Json.Nodes.JsonNode.Parse(
            """{"family":"web","networkMode":"awsvpc","cpu":"256","memory":"512","requiresCompatibilities":["FARGATE"],"executionRoleArn":"r","containerDefinitions":[{"name":"main","image":"idle:1"}]}""")!;
        foreach (var (key, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject()) input[key] = value?.DeepClone();
        var error = await RefusedAsync(() => _region.Ecs("RegisterTaskDefinition", input));
        Assert.Equal("ClientException", error.Code);
        Assert.Contains(named, error.AwsMessage);
    }

    [Fact]
    public async Task A_deployment_that_could_never_move()
    {
        var error = await RefusedAsync(async () => await _region.CreateServiceAsync(
            "web", await _region.RegisterAsync("web", "idle:1"), 1, new { minimumHealthyPercent = 100, maximumPercent = 100 }));
        Assert.Equal("InvalidParameterException", error.Code);
    }

    private static Task<AwsCallException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<AwsCallException>(call);
}
