using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>Lists, pages, tags and what AWS fills in.</summary>
public sealed class ReadTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        _region.Script("idle:1", "sleep 1000");
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task Task_definitions_are_listed_by_exact_family_newest_first_when_asked_and_in_pages()
    {
        for (var i = 0; i < 12; i++) await _region.RegisterAsync("web", "idle:1");
        await _region.RegisterAsync("web-other", "idle:1");
        await _region.Ecs("DeregisterTaskDefinition", new { taskDefinition = "web:12" });

        var revisions = new List<string>();
        string? token = null;
        do
        {
            var page = await _region.Ecs(
                "ListTaskDefinitions", new { familyPrefix = "web", sort = "DESC", maxResults = 5, nextToken = token });
            revisions.AddRange(page["taskDefinitionArns"]!.AsArray().Select(arn => ((string)arn!).Split('/')[1]));
            token = (string?)page["nextToken"];
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(1, 11).Reverse().Select(revision => $"web:{revision}"), revisions);
        var inactive = await _region.Ecs("ListTaskDefinitions", new { familyPrefix = "web", status = "INACTIVE" });
        Assert.EndsWith("web:12", (string)Assert.Single(inactive["taskDefinitionArns"]!.AsArray())!);
        Assert.Equal(
            11, (int)(await _region.Ecs("DescribeTaskDefinition", new { taskDefinition = "web" }))["taskDefinition"]!["revision"]!);
    }

    [Fact]
    public async Task A_task_definition_comes_back_with_AWS_defaults_and_its_tags_only_when_asked()
    {
        var arn = await _region.RegisterAsync(
            "web", new { name = "main", image = "idle:1", portMappings = new[] { new { containerPort = 80 } } }, [new { key = "publican:revision", value = "h1:0" }]);

        var plain = await _region.Ecs("DescribeTaskDefinition", new { taskDefinition = "web:1" });
        var tagged = await _region.Ecs("DescribeTaskDefinition", new { taskDefinition = arn, include = new[] { "TAGS" } });

        Assert.Null(plain["tags"]);
        Assert.Equal("h1:0", (string)tagged["tags"]![0]!["value"]!);
        Assert.Equal(
            """{"name":"main","image":"idle:1","cpu":0,"portMappings":[{"containerPort":80,"hostPort":80,"protocol":"tcp"}],"essential":true,"environment":[],"mountPoints":[],"volumesFrom":[],"systemControls":[]}""",
            plain["taskDefinition"]!["containerDefinitions"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Sizes_with_units_are_turned_into_numbers()
    {
        var answer = await _region.Ecs("RegisterTaskDefinition", new
        {
            family = "web", networkMode = "awsvpc", cpu = ".25 vCPU", memory = "0.5 GB", containerDefinitions = new[] { new { name = "main", image = "idle:1" } },
        });
        Assert.Equal(("256", "512"), ((string)answer["taskDefinition"]!["cpu"]!, (string)answer["taskDefinition"]!["memory"]!));
    }

    [Fact]
    public async Task Tasks_are_listed_by_service_family_starter_and_status()
    {
        var definition = await _region.RegisterAsync("web", "idle:1");
        await _region.CreateServiceAsync("web", definition, 2);
        await _region.SteadyAsync("web");
        var job = await _region.Ecs("RunTask", new
        {
            cluster = Cluster, taskDefinition = await _region.RegisterAsync("job", "idle:1"), networkConfiguration = Network, startedBy = "publican", count = 3,
            tags = new[] { new { key = "why", value = "test" } },
        });
        var one = (string)job["tasks"]![0]!["taskArn"]!;
        await _region.Ecs("StopTask", new { cluster = Cluster, task = one });

        Assert.Equal(2, (await _region.TaskIdsAsync("web")).Length);
        Assert.Equal(2, await CountAsync(new { cluster = Cluster, startedBy = "publican" }));
        Assert.Equal(1, await CountAsync(new { cluster = Cluster, family = "job", desiredStatus = "STOPPED" }));
        Assert.Equal(4, await CountAsync(new { cluster = Cluster }));
        var described = await _region.Ecs(
            "DescribeTasks", new { cluster = Cluster, tasks = new[] { one, "nobody" }, include = new[] { "TAGS" } });
        Assert.Equal("test", (string)described["tasks"]![0]!["tags"]![0]!["value"]!);
        Assert.Equal("MISSING", (string)described["failures"]![0]!["reason"]!);
        Assert.Equal("InvalidParameterException", (await Assert.ThrowsAsync<AwsCallException>(
            () => _region.Ecs("DescribeTasks", new { cluster = Cluster, tasks = Enumerable.Range(0, 101).Select(i => $"t{i}") }))).Code);
    }

    [Fact]
    public async Task Tags_are_added_changed_and_removed_on_services()
    {
        var created = await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 0);
        var arn = (string)created["service"]!["serviceArn"]!;
        await _region.Ecs(
            "TagResource",
            new { resourceArn = arn, tags = new[] { new { key = "publican:stable", value = "blue" }, new { key = "publican:bad", value = "-" } } });
        await _region.Ecs("TagResource", new { resourceArn = arn, tags = new[] { new { key = "publican:stable", value = "green" } } });
        await _region.Ecs("UntagResource", new { resourceArn = arn, tagKeys = new[] { "publican:bad" } });

        var listed = await _region.Ecs("ListTagsForResource", new { resourceArn = arn });

        Assert.Equal("""[{"key":"publican:stable","value":"green"}]""", listed["tags"]!.ToJsonString());
        Assert.Equal(listed["tags"]!.ToJsonString(), (await _region.ServiceAsync("web"))["tags"]!.ToJsonString());
        Assert.Equal(
            "ResourceNotFoundException",
            (await Assert.ThrowsAsync<AwsCallException>(() => _region.Ecs("ListTagsForResource", new { resourceArn = arn + "x" }))).Code);
    }

    [Fact]
    public async Task Tags_of_a_service_reach_its_tasks_when_propagated()
    {
        await _region.Ecs("CreateService", new
        {
            cluster = Cluster, serviceName = "web", taskDefinition = await _region.RegisterAsync("web", "idle:1"), desiredCount = 1, networkConfiguration = Network,
            propagateTags = "SERVICE", enableECSManagedTags = true, tags = new[] { new { key = "team", value = "beer" } },
        });
        await _region.SteadyAsync("web");
        var id = Assert.Single(await _region.TaskIdsAsync("web"));
        var described = await _region.Ecs("DescribeTasks", new { cluster = Cluster, tasks = new[] { id }, include = new[] { "TAGS" } });
        var task = described["tasks"]![0]!;
        Assert.Equal(
            ["aws:ecs:clusterName=test", "aws:ecs:serviceName=web", "team=beer"],
            task["tags"]!.AsArray().Select(tag => $"{tag!["key"]}={tag["value"]}"));
    }

    [Fact]
    public async Task A_cluster_counts_what_is_in_it()
    {
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 2);
        await _region.SteadyAsync("web");
        var answer = await _region.Ecs("DescribeClusters", new { clusters = new[] { Cluster, "nowhere" } });
        var cluster = answer["clusters"]![0]!;
        Assert.Equal(
            (2, 0, 1), ((int)cluster["runningTasksCount"]!, (int)cluster["pendingTasksCount"]!, (int)cluster["activeServicesCount"]!));
        Assert.Equal("MISSING", (string)answer["failures"]![0]!["reason"]!);
    }

    private async Task<int> CountAsync(object filter) => (await _region.Ecs("ListTasks", filter))["taskArns"]!.AsArray().Count;
}
