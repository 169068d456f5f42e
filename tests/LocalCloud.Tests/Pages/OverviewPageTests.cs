using System.Xml.Linq;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.Pages;

public sealed class OverviewPageTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task An_empty_region_says_that_it_is_empty()
    {
        var page = await PageAsync();

        Assert.Contains("No load balancer yet.", page.Value);
        Assert.Contains("No cluster yet.", page.Value);
    }

    [Fact]
    public async Task Services_tasks_weights_events_and_calls_are_on_the_page()
    {
        await _region.Ecs("CreateCluster", new { clusterName = Cluster });
        _region.Script("web:1", "while :; do sleep 0.05; done");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "web:1"), 1);
        await _region.SteadyAsync("web");
        var balancer = await QueryAsync("CreateLoadBalancer", "LoadBalancerArn", ("Name", "public"), ("Subnets.member.1", "subnet-a"), ("Subnets.member.2", "subnet-b"));
        var groups = new List<string>();
        foreach (var name in new[] { "blue", "green" })
            groups.Add(await QueryAsync("CreateTargetGroup", "TargetGroupArn", ("Name", name), ("Protocol", "HTTP"), ("Port", "80"), ("VpcId", "vpc-1"), ("TargetType", "ip")));
        await QueryAsync("CreateListener", "ListenerArn", ("LoadBalancerArn", balancer), ("Protocol", "HTTP"), ("Port", "8080"), ("DefaultActions.member.1.Type", "forward"),
            ("DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.TargetGroupArn", groups[0]), ("DefaultActions.member.1.ForwardConfig.TargetGroups.member.1.Weight", "9"),
            ("DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.TargetGroupArn", groups[1]), ("DefaultActions.member.1.ForwardConfig.TargetGroups.member.2.Weight", "3"));

        var page = await PageAsync();

        Assert.Equal(["width:75%", "width:25%"], page.Descendants("div").Where(div => ((string?)div.Attribute("class"))?.StartsWith("bar ") == true).Select(div => (string)div.Attribute("style")!));
        Assert.Contains("(service web) has reached a steady state.", page.Value);
        Assert.Contains("elasticloadbalancing:CreateListener", page.Value);
        var row = page.Descendants("tr").Single(row => row.Element("td")?.Value == "web");
        Assert.Equal(["web", "1", "1", "web:1", "COMPLETED"], row.Elements("td").Take(5).Select(cell => cell.Value));
        Assert.Contains("RUNNING", row.Elements("td").Last().Value);
    }

    [Fact]
    public async Task What_clients_send_is_shown_as_text()
    {
        await _region.CallAsync("AmazonEC2ContainerServiceV20141113.ListClusters", new { }, "<script>alert(1)");

        Assert.Contains("&lt;script&gt;alert(1)", await _region.Http.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    private async Task<XElement> PageAsync()
    {
        var text = await _region.Http.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.StartsWith("<!doctype html><html lang=\"en\">", text);
        return XElement.Parse(text["<!doctype html>".Length..]);
    }

    private async Task<string> QueryAsync(string action, string wanted, params (string Name, string Value)[] parameters)
    {
        var form = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        (form["Action"], form["Version"]) = (action, "2015-12-01");
        using var answer = await _region.QueryAsync(form);
        return XElement.Parse(await answer.Content.ReadAsStringAsync()).Descendants().First(element => element.Name.LocalName == wanted).Value;
    }
}
