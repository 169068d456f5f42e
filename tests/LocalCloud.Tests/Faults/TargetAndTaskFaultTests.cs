using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Faults;

/// <summary>Faults of what runs: tasks and targets.</summary>
public sealed class TargetAndTaskFaultTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync().WithClusterAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_crashed_task_is_found_out_and_replaced()
    {
        _region.Script("web:1", "while :; do sleep 0.1; done");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "web:1"), 1);
        await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => (int)service["runningCount"]! == 1);

        using var answer = await _region.Http.PostAsJsonAsync(
            "/_local/faults", new { kind = "crash-task", service = "web" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var victim = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["task"]!;

        var task = await _region.TaskInAsync(victim, "STOPPED");
        Assert.Equal((137, "EssentialContainerExited"), ((int)task["containers"]![0]!["exitCode"]!, (string)task["stopCode"]!));
        await Fact.ComesTrueAsync(
            async () => (await _region.Ecs("ListTasks", new { cluster = Cluster, serviceName = "web" }))["taskArns"]!.AsArray(),
            tasks => tasks.Count == 1 && !((string)tasks[0]!).EndsWith(victim, StringComparison.Ordinal));
    }
}
