using System.Text.Json.Nodes;

namespace Publican.EndToEnd;

/// <summary>Checks that ask others: a team's own service, and a one-off task.</summary>
public sealed class CheckTests(RunningStack running)
{
    private const string Http = "      - http:\n          path: /health/ready\n";

    [Fact]
    public async Task A_webhook_that_says_no_at_10_percent_brings_the_traffic_home()
    {
        using var judge = new Judge(weight => weight != 10);
        var check = $"      - webhook: {{url: \"{judge.Url}\", every: 200ms}}\n";
        await running.AtRestAsync();
        await running.EditAsync(Http, check + Http);
        await using var load = running.Load();

        var status = await running.UntilTakenBackAsync(await running.CommitAsync("1.1.0"));

        await load.StopAsync();
        await running.EditAsync(check, "");
        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
        Assert.Equal($"webhook {judge.Url}", (string?)status["evidence"]!["check"]);
        Assert.Contains(status["evidence"]!["samples"]!.AsArray(), sample => (string?)sample!["result"] == "bad" && (string?)sample["message"] == "HTTP 400: too many complaints");
        Assert.Equal("webhook", (string?)status["quarantined"]![0]!["code"]);
        Assert.Equal([0, 10], judge.Asked.Select(asked => (int)asked["weight"]!).Distinct());
        Assert.Equal(("beer-api", "preview"), ((string?)judge.Asked.First()["service"], (string?)judge.Asked.First()["phase"]));
    }

    [Fact]
    public async Task A_check_task_that_exits_with_an_error_prevents_the_first_traffic_and_one_that_succeeds_lets_it_come()
    {
        const string Bad = "      - task: {command: [no-such-command]}\n", Good = "      - task: {command: [migrate]}\n";
        await running.AtRestAsync();
        await running.EditAsync(Http, Bad + Http);
        await using var load = running.Load();

        var status = await running.UntilTakenBackAsync(await running.CommitAsync("1.1.0"));

        Assert.Equal(("task no-such-command", 64), ((string?)status["evidence"]!["check"], (int?)status["evidence"]!["exitCode"]));
        Assert.Contains(status["evidence"]!["logTail"]!.AsArray(), line => ((string)line!).Contains("Usage: BeerApi", StringComparison.Ordinal));
        Assert.Contains("RunCheckTask", SinceCommit(status));
        Assert.DoesNotContain("TrafficShifted", SinceCommit(status));

        await running.EditAsync(Bad, Good);
        status = await running.UntilReleasedAsync("1.2.0", await running.CommitAsync("1.2.0"));
        await load.StopAsync();
        await running.EditAsync(Good, "");
        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
        Assert.Single(SinceCommit(status), reason => reason == "RunCheckTask");
        Assert.Contains("RecordCheckTask", SinceCommit(status));
    }

    private static IEnumerable<string> SinceCommit(JsonNode status) =>
        status["events"]!.AsArray().Select(entry => (string)entry!["reason"]!).TakeWhile(reason => reason != "NewRevision");
}
