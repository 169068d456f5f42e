using System.Net;

namespace LocalCloud.Tests.Traffic;

public class WeightChangeTests
{
    /// <summary>The exact bound is tested on a clock that stands still; here the machine may be busy.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_is_lost_while_the_weights_change_a_hundred_times()
    {
        await using var world = await BlueGreen.StartAsync(weightDelay: TimeSpan.FromMilliseconds(20));
        await using var blue = await world.ServeAsync(world.Blue, "blue");
        await using var green = await world.ServeAsync(world.Green, "green");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskAsync(world.Url, stop.Token), Cancel)).ToArray();

        for (var change = 0; change < 100; change++) await world.WeighAsync(100 - change, change);
        await Eventually.TrueAsync(() => green.Requests > 100, "green has got its part");
        await stop.CancelAsync();

        var answers = (await Task.WhenAll(clients)).SelectMany(counts => counts).GroupBy(pair => pair.Key).ToDictionary(same => same.Key, same => same.Sum(pair => pair.Value));
        Assert.Equal(["blue", "green"], answers.Keys.Order());
        Assert.Equal(blue.Requests, answers["blue"]);
        Assert.Equal(green.Requests, answers["green"]);
    }

    [Fact]
    public async Task New_weights_are_obeyed_by_both_nodes_within_the_delay()
    {
        var delay = TimeSpan.FromMilliseconds(500);
        await using var world = await BlueGreen.StartAsync(100, 0, delay);
        var time = TimeProvider.System;
        await Eventually.TrueAsync(async () => (await SegmentsAsync(world)).Count == 2, "the new rule has reached both nodes");
        var called = time.GetUtcNow();
        await world.WeighAsync(0, 100);
        var returned = time.GetUtcNow();

        await Eventually.TrueAsync(async () => (await SegmentsAsync(world)).Count == 4, "both nodes have the new weights");
        var (segments, closed) = (await SegmentsAsync(world), 0);
        foreach (var (weight, from, to) in segments)
        {
            if (weight == 0)
            {
                closed++;
                Assert.NotNull(to);
            }
            else
            {
                Assert.InRange(from, called.AddMilliseconds(-1), returned + delay + Slack);
                Assert.Null(to);
            }
        }

        Assert.Equal(2, closed);
    }

    private static async Task<List<(int GreenWeight, DateTimeOffset From, DateTimeOffset? To)>> SegmentsAsync(BlueGreen world) =>
        [.. (await world.Region.LocalPageAsync("_local/traffic")).GetProperty("segments").EnumerateArray().Select(segment => (
            segment.GetProperty("weights").GetProperty(world.Green).GetInt32(),
            segment.GetProperty("from").GetDateTimeOffset(),
            segment.GetProperty("to").ValueKind == System.Text.Json.JsonValueKind.Null ? (DateTimeOffset?)null : segment.GetProperty("to").GetDateTimeOffset()))];

    private static async Task<Dictionary<string, int>> AskAsync(string url, CancellationToken stop)
    {
        using var client = new HttpClient();
        var answers = new Dictionary<string, int>();
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            // One in ten on a new connection, which may meet the other node.
            using var request = new HttpRequestMessage(number % 2 == 0 ? HttpMethod.Get : HttpMethod.Post, url);
            request.Headers.ConnectionClose = number % 10 == 0;
            using var response = await client.SendAsync(request, Cancel);
            var key = response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync(Cancel) : response.StatusCode.ToString();
            answers[key] = answers.GetValueOrDefault(key) + 1;
        }

        return answers;
    }
}
