using System.Text.Json.Nodes;
using LocalCloud.Protocols;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Protocols;

public sealed class CallLogTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task Every_call_is_listed_with_who_what_and_how_it_ended()
    {
        await _region.CallAsync("AmazonEC2ContainerServiceV20141113.CreateCluster", new { clusterName = "c" }, caller: "alice");
        await Assert.ThrowsAsync<AwsCallException>(
            () => _region.CallAsync("AmazonEC2ContainerServiceV20141113.DescribeServices", new { cluster = "x", services = new[] { "y" } }, caller: "bob"));
        using var query = await _region.QueryAsync(
            new() { ["Action"] = "GetCallerIdentity", ["Version"] = "2011-06-15", ["A.B.member.1.C"] = "deep", ["A.B.member.2.C"] = "deeper" });

        var calls = await _region.LoggedCallsAsync();

        Assert.Equal([1, 2, 3], calls.Select(call => (int)call!["seq"]!));
        Assert.Equal(
            [
                "ecs CreateCluster alice ok true",
                "ecs DescribeServices bob ClusterNotFoundException false",
                "sts GetCallerIdentity tester ok false",
            ],
            calls.Select(call => $"{call!["service"]} {call["action"]} {call["caller"]} {call["outcome"]} {call["mutating"]!.ToJsonString()}"));
        Assert.Equal("""{"clusterName":"c"}""", calls[0]!["input"]!.ToJsonString());
        Assert.Equal("""{"A":{"B":[{"C":"deep"},{"C":"deeper"}]}}""", calls[2]!["input"]!.ToJsonString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)calls[0]!["start"]!);
    }

    [Fact]
    public async Task Only_calls_after_a_number_are_listed_when_asked_so()
    {
        for (var i = 0; i < 3; i++) await _region.Ecs("ListClusters", new { });
        Assert.Equal(3, (int)Assert.Single(await _region.LoggedCallsAsync(after: 2))!["seq"]!);
        Assert.Empty(await _region.LoggedCallsAsync(after: 3));
        using var wrong = await _region.Http.GetAsync("/_local/calls?after=soon", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Values_of_parameters_never_get_into_the_list()
    {
        await _region.Ssm("PutParameter", new { Name = "/p", Value = "topsecret", Type = "SecureString" });
        await Assert.ThrowsAsync<AwsCallException>(
            () => _region.Ssm("PutParameter", new { Name = "/p", Value = "topsecret", Type = "SecureString" }));
        await _region.Ssm("GetParameter", new { Name = "/p", WithDecryption = true });
        Assert.DoesNotContain("topsecret", await _region.Http.GetStringAsync("/_local/calls", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_newest_hundred_thousand_calls_are_kept()
    {
        var log = new CallLog();
        var call = new WireCall("ecs", "ListClusters", new JsonObject(), (_, _) => throw new InvalidOperationException());
        for (var i = 0; i < CallLog.Capacity + 5; i++) log.Add(default, default, call, "x", "ok");
        var kept = log.After(0);
        Assert.Equal((CallLog.Capacity, 6L, CallLog.Capacity + 5L), (kept.Count, kept[0].Seq, kept[^1].Seq));
        Assert.Single(log.After(CallLog.Capacity + 4));
    }
}
