namespace Publican.Dev.Demo.Scenarios;

internal sealed class BeforeJobFails() : Scenario("before-job-fails", "the migration exits 1")
{
    protected override async Task<Verdict> PlayAsync(Scene scene, DateTimeOffset from)
    {
        var good = (string)(await scene.Stack.StatusAsync())!["stable"]!["image"]!;
        await scene.CommitAsync("bad-before-job");
        var status = await scene.UntilTakenBackAsync("bad-before-job");
        scene.Timeline.Say($"evidence: exit code {status["evidence"]!["exitCode"]}, {(string?)status["evidence"]!["message"]}");
        var started = (await scene.ReconcilerCallsAsync(from)).Count(call => (string?)call["action"] is "CreateService" or "UpdateService" && (int?)call["input"]?["desiredCount"] > 0);
        await scene.ReleaseAsync(good.Split(':')[1]);
        return new Verdict("RolledBack", started > 0 ? "tasks of the candidate were started" : (int?)status["evidence"]!["exitCode"] == 1 ? null : "the exit code is not in the status");
    }
}
