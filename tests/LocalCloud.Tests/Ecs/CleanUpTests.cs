using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>What removes things for good.</summary>
public sealed class CleanUpTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync().WithClusterAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task Only_a_deregistered_task_definition_can_be_deleted()
    {
        await _region.RegisterAsync("web", "web:1");
        await _region.RegisterAsync("web", "web:2");
        await _region.Ecs("DeregisterTaskDefinition", new { taskDefinition = "web:1" });

        var answer = await _region.Ecs("DeleteTaskDefinitions", new { taskDefinitions = new[] { "web:1", "web:2", "web:3" } });

        Assert.Equal("DELETE_IN_PROGRESS", (string)Assert.Single(answer["taskDefinitions"]!.AsArray())!["status"]!);
        Assert.Equal([("web:2", "INVALID"), ("web:3", "MISSING")], answer["failures"]!.AsArray().Select(failure => ((string)failure!["arn"]!, (string)failure["reason"]!)));
        Assert.Single((await _region.Ecs("ListTaskDefinitions", new { status = "DELETE_IN_PROGRESS" }))["taskDefinitionArns"]!.AsArray());
        Assert.Empty((await _region.Ecs("ListTaskDefinitions", new { status = "INACTIVE" }))["taskDefinitionArns"]!.AsArray());
    }

    [Fact]
    public async Task Families_are_listed_by_whether_a_revision_is_active()
    {
        await _region.RegisterAsync("web", "web:1");
        await _region.RegisterAsync("worker", "web:1");
        await _region.RegisterAsync("job", "web:1");
        await _region.Ecs("DeregisterTaskDefinition", new { taskDefinition = "worker:1" });

        Assert.Equal(["job", "web"], await FamiliesAsync(new { }));
        Assert.Equal(["worker"], await FamiliesAsync(new { status = "INACTIVE" }));
        Assert.Equal(["web", "worker"], await FamiliesAsync(new { status = "ALL", familyPrefix = "w" }));
    }

    [Fact]
    public async Task A_cluster_goes_only_when_nothing_runs_in_it()
    {
        _region.Script("web:1", "while :; do sleep 0.05; done");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "web:1"), 0);
        Assert.Equal("ClusterContainsServicesException", await RefusalAsync());
        await _region.Ecs("DeleteService", new { cluster = Cluster, service = "web" });
        await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => (string)service["status"]! == "INACTIVE");
        var task = await _region.RunTaskAsync("web:1");
        Assert.Equal("ClusterContainsTasksException", await RefusalAsync());
        await _region.Ecs("StopTask", new { cluster = Cluster, task });
        await _region.TaskInAsync(task, "STOPPED");

        await _region.Ecs("DeleteCluster", new { cluster = Cluster });

        Assert.Empty((await _region.Ecs("ListClusters", new { }))["clusterArns"]!.AsArray());
    }

    private async Task<string> RefusalAsync() =>
        (await Assert.ThrowsAsync<AwsCallException>(() => _region.Ecs("DeleteCluster", new { cluster = Cluster }))).Code;

    private async Task<IEnumerable<string>> FamiliesAsync(object filter) =>
        (await _region.Ecs("ListTaskDefinitionFamilies", filter))["families"]!.AsArray().Select(family => (string)family!);
}
