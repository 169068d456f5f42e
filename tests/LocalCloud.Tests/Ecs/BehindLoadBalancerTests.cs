using System.Net;
using System.Xml.Linq;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Ecs;

/// <summary>The whole of it: an HTTP server as tasks, a real load balancer before them.</summary>
public sealed class BehindLoadBalancerTests : IAsyncLifetime
{
    private static readonly string ServerDll = Path.Combine(AppContext.BaseDirectory, "TaskServer.dll");
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        _region.Image("server:1", "dotnet", [ServerDll], new { NAME = "one" });
        _region.Image("server:2", "dotnet", [ServerDll], new { NAME = "two" });
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_rolling_deployment_changes_the_version_without_a_failed_request_and_a_broken_task_is_replaced()
    {
        var (url, group) = await LoadBalancerAsync();
        await _region.CreateServiceAsync(
            "web", await RegisterServerAsync("server:1"), 1, loadBalancers: [new { targetGroupArn = group, containerName = "main", containerPort = 8080 }], grace: 60);
        await _region.SteadyAsync("web");
        Assert.Equal("one", await _region.Http.GetStringAsync(url, TestContext.Current.CancellationToken));

        await _region.UpdateServiceAsync("web", new { taskDefinition = await RegisterServerAsync("server:2") });
        var answers = await UntilAsync(url, "two");
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        await _region.SteadyAsync("web");

        var broken = Assert.Single(await _region.TaskIdsAsync("web"));
        await _region.UpdateServiceAsync("web", new { healthCheckGracePeriodSeconds = 0 });
        using var hit = await _region.Http.PostAsync(url + "break", null, TestContext.Current.CancellationToken);
        var task = await _region.TaskInAsync(broken, "STOPPED");
        Assert.Equal($"Task failed ELB health checks in (target-group {group})", (string)task["stoppedReason"]!);
        await Fact.ComesTrueAsync(() => _region.TaskIdsAsync("web"), ids => ids is [var other] && other != broken);
    }

    /// <summary>Asks until the wanted answer comes; gives the status of every answer on the way.</summary>
    private async Task<List<HttpStatusCode>> UntilAsync(string url, string wanted)
    {
        var statuses = new List<HttpStatusCode>();
        await Fact.ComesTrueAsync(
            async () =>
            {
                using var answer = await _region.Http.GetAsync(url);
                statuses.Add(answer.StatusCode);
                return await answer.Content.ReadAsStringAsync();
            },
            text => text == wanted);
        return statuses;
    }

    private Task<string> RegisterServerAsync(string image) =>
        _region.RegisterAsync("web", new { name = "main", image, portMappings = new[] { new { containerPort = 8080 } } });

    private async Task<(string Url, string Group)> LoadBalancerAsync()
    {
        var group = Text(await ElbAsync("CreateTargetGroup", new()
        {
            ["Name"] = "web", ["Protocol"] = "HTTP", ["Port"] = "8080", ["VpcId"] = "vpc-1", ["TargetType"] = "ip", ["HealthCheckPath"] = "/health",
            ["HealthCheckIntervalSeconds"] = "5", ["HealthCheckTimeoutSeconds"] = "2", ["HealthyThresholdCount"] = "2", ["UnhealthyThresholdCount"] = "2",
        }), "TargetGroupArn");
        await ElbAsync("ModifyTargetGroupAttributes", new()
        {
            ["TargetGroupArn"] = group, ["Attributes.member.1.Key"] = "deregistration_delay.timeout_seconds", ["Attributes.member.1.Value"] = "1",
        });
        var balancer = await ElbAsync(
            "CreateLoadBalancer", new() { ["Name"] = "public", ["Subnets.member.1"] = "subnet-1", ["Subnets.member.2"] = "subnet-2" });
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await ElbAsync("CreateListener", new()
        {
            ["LoadBalancerArn"] = Text(balancer, "LoadBalancerArn"), ["Protocol"] = "HTTP", ["Port"] = $"{port}",
            ["DefaultActions.member.1.Type"] = "forward", ["DefaultActions.member.1.TargetGroupArn"] = group,
        });
        return ($"http://{Text(balancer, "DNSName")}:{port}/", group);
    }

    private async Task<XDocument> ElbAsync(string action, Dictionary<string, string> form)
    {
        (form["Action"], form["Version"]) = (action, "2015-12-01");
        using var answer = await _region.QueryAsync(form);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return XDocument.Parse(text);
    }

    private static string Text(XDocument answer, string name) => answer.Descendants().First(node => node.Name.LocalName == name).Value;
}
