using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Faults;

/// <summary>Faults of single calls, on a clock that the test moves.</summary>
public sealed class CallFaultTests : IAsyncLifetime
{
    private const string Ecs = "AmazonEC2ContainerServiceV20141113.";
    private readonly FakeTimeProvider _time = new();
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync(services => services.AddSingleton<TimeProvider>(_time));

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task A_late_call_is_carried_out_after_its_delay()
    {
        await SetAsync(new { kind = "latency", action = "ecs:List*", milliseconds = 5000 });

        var late = _region.Ecs("ListClusters", new { });
        await _region.Ecs("DescribeClusters", new { });
        Assert.False(late.IsCompleted);

        // The call may arrive after the clock was moved for the first time.
        await Fact.ComesTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return late.IsCompleted;
        });
        await late;
    }

    [Fact]
    public async Task A_refused_call_changes_nothing_and_is_refused_as_often_as_was_said()
    {
        await SetAsync(new { kind = "error", action = "ecs:Create*", code = "ClientException", status = 400, times = 1 });

        Assert.Equal("ClientException", (await Assert.ThrowsAsync<AwsCallException>(() => _region.Ecs("CreateCluster", new { clusterName = "c" }))).Code);
        Assert.Empty((await _region.Ecs("ListClusters", new { }))["clusterArns"]!.AsArray());
        await _region.Ecs("CreateCluster", new { clusterName = "c" });
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_effect()
    {
        await SetAsync(new { kind = "lose-answer", action = "ecs:CreateCluster" });

        await Assert.ThrowsAsync<HttpRequestException>(() => _region.Ecs("CreateCluster", new { clusterName = "there" }));

        Assert.EndsWith("/there", (string)(await _region.Ecs("ListClusters", new { }))["clusterArns"]![0]!);
    }

    [Fact]
    public async Task A_stale_read_shows_the_answer_of_before_until_it_is_too_old()
    {
        await SetAsync(new { kind = "stale-reads", milliseconds = 3000 });
        Assert.Empty(await ClustersAsync());
        await _region.Ecs("CreateCluster", new { clusterName = "c" });

        Assert.Empty(await ClustersAsync());
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Single(await ClustersAsync());
    }

    [Fact]
    public async Task An_endpoint_that_is_down_answers_nobody_until_it_is_back()
    {
        await SetAsync(new { kind = "down", seconds = 2 });
        await Assert.ThrowsAsync<HttpRequestException>(() => _region.Ecs("ListClusters", new { }));

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(await ClustersAsync());
    }

    [Fact]
    public async Task Only_the_caller_who_was_named_suffers()
    {
        await SetAsync(new { kind = "error", caller = "publican" });

        Assert.Empty(await ClustersAsync());
        Assert.Equal("ServerException", (await Assert.ThrowsAsync<AwsCallException>(() => _region.CallAsync(Ecs + "ListClusters", new { }, "publican"))).Code);
    }

    [Fact]
    public async Task The_same_seed_hits_the_same_calls()
    {
        async Task<string> RunAsync()
        {
            await using var region = await TestRegion.StartAsync(change: options => options with { Seed = 7 });
            using var set = await region.Http.PostAsJsonAsync("/_local/faults", new { kind = "error", rate = 0.4 });
            var outcomes = new List<char>();
            for (var call = 0; call < 40; call++)
            {
                using var answer = await region.SendAsync(Ecs + "ListClusters", "{}");
                outcomes.Add(answer.IsSuccessStatusCode ? '.' : 'x');
            }

            return new string([.. outcomes]);
        }

        var first = await RunAsync();

        Assert.Contains('x', first);
        Assert.Contains('.', first);
        Assert.Equal(first, await RunAsync());
    }

    [Theory]
    [InlineData("""{"kind":"earthquake"}""", "earthquake")]
    [InlineData("""{"kind":"latency"}""", "milliseconds")]
    [InlineData("""{"kind":"error","rate":2}""", "rate")]
    [InlineData("""{"kind":"error","action":"UpdateService"}""", "colon")]
    [InlineData("""{"kind":"error","colour":"red"}""", "colour")]
    [InlineData("""{"kind":"down"}""", "seconds")]
    [InlineData("""{"kind":"crash-task","service":"nobody"}""", "nobody")]
    [InlineData("""{"kind":"flap-target","targetGroup":"nothing","seconds":1}""", "nothing")]
    public async Task A_fault_that_makes_no_sense_is_refused_with_what_is_wrong(string body, string named)
    {
        using var answer = await _region.Http.PostAsync("/_local/faults", new StringContent(body), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_fault_can_be_seen_and_taken_back()
    {
        var id = await SetAsync(new { kind = "error" });
        Assert.Equal(id, (string?)JsonNode.Parse(await _region.Http.GetStringAsync("/_local/faults", TestContext.Current.CancellationToken))!["active"]![0]!["id"]);

        using var gone = await _region.Http.DeleteAsync($"/_local/faults/{id}", TestContext.Current.CancellationToken);

        Assert.Empty(await ClustersAsync());
    }

    private async Task<JsonArray> ClustersAsync() => (await _region.Ecs("ListClusters", new { }))["clusterArns"]!.AsArray();

    private async Task<string?> SetAsync(object wish)
    {
        using var answer = await _region.Http.PostAsJsonAsync("/_local/faults", wish);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"];
    }
}
