using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Faults;

public sealed class HeldAnswerTests : IAsyncLifetime
{
    private const string Ecs = "AmazonEC2ContainerServiceV20141113.";
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync() => _region = await TestRegion.StartAsync();

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task The_Nth_mutating_call_of_the_caller_is_applied_but_never_answered()
    {
        await SetAsync(new { holdAnswerOf = 2, caller = "publican" });
        await _region.CallAsync(Ecs + "CreateCluster", new { clusterName = "by-somebody-else" });
        await _region.CallAsync(Ecs + "ListClusters", new { }, "publican");
        await _region.CallAsync(Ecs + "CreateCluster", new { clusterName = "first" }, "publican");
        Assert.Equal((1, false), await CountAsync());

        using var patience = new CancellationTokenSource();
        var held = _region.SendAsync(Ecs + "CreateCluster", """{"clusterName":"second"}""", "publican", patience.Token);
        await Fact.ComesTrueAsync(CountAsync, count => count == (2, true));

        var clusters = await _region.Ecs("ListClusters", new { });
        Assert.Contains(clusters["clusterArns"]!.AsArray(), arn => ((string)arn!).EndsWith("/second", StringComparison.Ordinal));
        Assert.Contains(
            await _region.LoggedCallsAsync(),
            call => (string?)call!["input"]!["clusterName"] == "second" && (string)call["outcome"]! == "ok");
        Assert.False(held.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);

        // The next call is answered, and counted.
        await _region.CallAsync(Ecs + "CreateCluster", new { clusterName = "third" }, "publican");
        Assert.Equal((3, true), await CountAsync());
    }

    [Fact]
    public async Task Clearing_ends_the_count()
    {
        await SetAsync(new { holdAnswerOf = 1, caller = "publican" });
        using var cleared = await _region.Http.DeleteAsync("/_local/faults", TestContext.Current.CancellationToken);
        await _region.CallAsync(Ecs + "CreateCluster", new { clusterName = "c" }, "publican");
        Assert.Equal(
            """{"holdAnswerOf":null,"caller":null,"count":0,"reached":false,"active":[]}""",
            await _region.Http.GetStringAsync("/_local/faults", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{"holdAnswerOf":0,"caller":"x"}""")]
    [InlineData("""{"holdAnswerOf":"1","caller":"x"}""")]
    [InlineData("""{"holdAnswerOf":1}""")]
    [InlineData("""{"holdAnswerOf":1,"caller":""}""")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    public async Task A_wish_that_makes_no_sense_is_refused(string body)
    {
        using var answer = await _region.Http.PostAsync("/_local/faults", new StringContent(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["message"]!);
    }

    private async Task SetAsync(object wish)
    {
        using var answer = await _region.Http.PostAsJsonAsync("/_local/faults", wish);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<(int Count, bool Reached)> CountAsync()
    {
        var state = JsonNode.Parse(await _region.Http.GetStringAsync("/_local/faults"))!;
        return ((int)state["count"]!, (bool)state["reached"]!);
    }
}
