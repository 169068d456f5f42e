using System.Text.Json.Nodes;
using Publican.Stack;

namespace Publican.EndToEnd;

/// <summary>Commit, and what users and operators see of it.</summary>
public sealed class ReleaseTests(RunningStack running)
{
    private const string Step = "- weight: 10\n", Approved = "- weight: 10\n        approve: true\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_commit_becomes_a_release_without_a_failed_request()
    {
        await using var load = running.Load();
        var status = await running.UntilReleasedAsync("1.1.0", await running.CommitAsync("1.1.0"));
        await load.StopAsync();

        Assert.Equal("1.1.0", await running.Stack.VersionAsync());
        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
        Assert.Equal(2, (int?)status["stable"]!["healthy"]);
        Assert.Contains(status["events"]!.AsArray(), entry => (string?)entry!["reason"] == "Released");
    }

    [Theory]
    [InlineData("bad-never-ready", "http /health/ready", "503")]
    [InlineData("bad-in-preview", "http /beers", "500")]
    [InlineData("bad-before-job", "before", "exited with code 1")]
    public async Task A_bad_release_never_meets_a_user_and_says_why(string tag, string check, string why)
    {
        await using var load = running.Load();
        var status = await running.UntilTakenBackAsync(await running.CommitAsync(tag));
        await load.StopAsync();

        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
        Assert.Equal(check, (string?)status["evidence"]!["check"]);
        Assert.Contains(why, (string)status["evidence"]!["message"]!, StringComparison.Ordinal);
        Assert.NotEmpty(status["evidence"]!["logTail"]!.AsArray());
    }

    [Fact]
    public async Task A_newer_commit_in_mid_rollout_supersedes_without_quarantine()
    {
        var quarantined = ((await running.Stack.StatusAsync())!["quarantined"] as JsonArray)!.Count;
        await using var load = running.Load();
        await running.CommitAsync("1.0.0");
        await running.Stack.StatusWhenAsync("the candidate has traffic", status => (int?)status["candidate"]?["weight"] > 0, TimeSpan.FromSeconds(60));
        var status = await running.UntilReleasedAsync("1.2.0", await running.CommitAsync("1.2.0"));
        await load.StopAsync();

        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
        Assert.Equal(quarantined, status["quarantined"]!.AsArray().Count);
        Assert.Contains(status["events"]!.AsArray(), entry => (string?)entry!["reason"] == "Superseded");
    }

    [Fact]
    public async Task People_approve_pause_promote_abort_retry_and_roll_back_from_the_command_line()
    {
        await running.EditAsync(Step, Approved);
        await using var load = running.Load();
        Assert.Equal(1, (await LeverAsync("promote")).ExitCode);

        await running.CommitAsync("1.1.0");
        await PausedAsync("ApprovalNeeded");
        Assert.Equal(0, (await LeverAsync("pause")).ExitCode);
        await PausedAsync("PausedByHand");
        Assert.Equal(0, (await LeverAsync("promote")).ExitCode);
        Assert.Equal(0, (await LeverAsync("resume")).ExitCode);
        await running.Stack.StatusWhenAsync("the promoted rollout is released", IsReleased, Patience);

        await running.CommitAsync("1.2.0");
        await PausedAsync("ApprovalNeeded");
        Assert.Equal(0, (await LeverAsync("abort", "--by", "ann")).ExitCode);
        await running.Stack.StatusWhenAsync("the aborted rollout is home", status =>
            (string?)status["outcome"] == "Aborted" && (int?)status["stable"]!["weight"] == 100 && status["candidate"] is null, Patience);
        Assert.Equal(0, (await LeverAsync("retry")).ExitCode);
        await PausedAsync("ApprovalNeeded");
        Assert.Equal(0, (await LeverAsync("promote", "--full")).ExitCode);
        var status = await running.Stack.StatusWhenAsync("the retried rollout is released", IsReleased, Patience);

        Assert.Equal(0, (await LeverAsync("rollback", "--by", "ann")).ExitCode);
        await PausedAsync("ApprovalNeeded");
        Assert.Equal(0, (await LeverAsync("promote", "--full")).ExitCode);
        await running.Stack.StatusWhenAsync("ann's rollback is done, and is no success", now =>
            (string?)now["phase"] == "Steady" && (string?)now["outcome"] == "RolledBack" && (string?)now["stable"]!["image"] == "beer-api:1.1.0"
            && (string?)now["pin"]?["revision"] == (string?)status["desiredRevision"] && (string?)now["pin"]?["by"] == "ann", Patience);
        Assert.Equal(0, (await LeverAsync("unpin")).ExitCode);
        await PausedAsync("ApprovalNeeded");
        Assert.Equal(0, (await LeverAsync("promote", "--full")).ExitCode);
        status = await running.Stack.StatusWhenAsync("what the files ask for is released again", IsReleased, Patience);

        await load.StopAsync();
        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
        Assert.Equal("1.2.0", await running.Stack.VersionAsync());
        Assert.Contains(status["events"]!.AsArray(), entry => ((string)entry!["message"]!).Contains("ann aborted", StringComparison.Ordinal));
        var (code, output) = await LeverAsync("abort");
        Assert.Equal(1, code);
        Assert.StartsWith("publican: nothing to abort", output, StringComparison.Ordinal);
        await running.EditAsync(Approved, Step);

        Task<(int ExitCode, string Output)> LeverAsync(string verb, params string[] options) =>
            PublicanCommand.RunAsync(running.Stack.Reconciler.Status, [verb, LocalStack.Service, .. options]);

        Task PausedAsync(string reason) => running.Stack.StatusWhenAsync($"the rollout stands still: {reason}", status => (int?)status["step"]?["weight"] == 10
            && status["conditions"]!.AsArray().Any(condition => (string?)condition!["type"] == "Paused" && (string?)condition["status"] == "True" && (string?)condition["reason"] == reason), Patience);

        static bool IsReleased(JsonNode status) => (string?)status["outcome"] == "Released" && (string?)status["phase"] == "Steady"
            && (string?)status["stable"]!["revision"] == (string?)status["desiredRevision"];
    }

    [Fact]
    public async Task An_alarm_holds_up_a_rollout_before_its_traffic_and_takes_it_back_after()
    {
        const string Alarm = "beers are late", Check = "      - alarm: " + Alarm + "\n      - http:\n", Http = "      - http:\n";
        var cloud = new CloudWatchAlarm(running.Stack.Cloud.Endpoint, Alarm);
        await running.EditAsync(Step, Approved);
        await running.EditAsync(Http, Check);
        await using var load = running.Load();
        var run = await running.CommitAsync("1.1.0");
        await SaysAsync("there is no such alarm");
        await cloud.PutAsync();
        await cloud.SetAsync("ALARM");
        await SaysAsync("is in ALARM already");
        Assert.Null((await running.Stack.StatusAsync())!["step"]);
        await cloud.SetAsync("OK");
        await running.Stack.StatusWhenAsync("the candidate has traffic", status => (int?)status["step"]?["weight"] == 10, Patience);
        await cloud.SetAsync("ALARM");
        var taken = await running.UntilTakenBackAsync(run);

        await load.StopAsync();
        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
        Assert.Equal($"alarm {Alarm}", (string?)taken["evidence"]!["check"]);
        Assert.Contains(taken["quarantined"]!.AsArray(), bad => (string?)bad!["code"] == "alarm");
        await running.EditAsync(Check, Http);
        await running.EditAsync(Approved, Step);

        Task SaysAsync(string what) => running.Stack.StatusWhenAsync($"the status says '{what}'", status => status["conditions"]!.AsArray()
            .Any(condition => ((string?)condition!["message"])?.Contains(what, StringComparison.Ordinal) == true), Patience);
    }

    // What it alone shows is one statistic of the metrics that other tests read; the rest is told by VerdictTests.
    [Fact]
    [Trait("Length", "long")]
    public async Task A_candidate_slower_than_its_limit_goes_no_further_and_the_status_says_how_slow_it_was()
    {
        const string Http = "      - http:\n", Strict = "      - latency: {percentile: p50, max: 1ms, over: 1s, minRequests: 1}\n      - http:\n";
        await running.EditAsync(Http, Strict);
        await using var load = running.Load();
        await running.CommitAsync("1.1.0");

        // Taken back, or held where the stable side happens to be over this tight limit as well.
        await running.Stack.StatusWhenAsync("the latency is over the limit", status => status["conditions"]!.AsArray()
            .Select(condition => condition!["message"]).Append(status["evidence"]?["message"])
            .Any(message => ((string?)message)?.Contains("ms is p50", StringComparison.Ordinal) == true), Patience);

        await running.EditAsync(Strict, Http);
        await running.UntilReleasedAsync("1.2.0", await running.CommitAsync("1.2.0"));
        await load.StopAsync();
        Assert.DoesNotContain(load.Sent, sent => sent.Failed);
    }

    [Fact]
    public async Task An_unknown_service_is_a_404_problem()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(running.Stack.Reconciler.Status, "/api/v1/services/nobody"));
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
