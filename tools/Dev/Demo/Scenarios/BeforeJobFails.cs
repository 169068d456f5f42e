using System.Text.Json.Nodes;

namespace Publican.Dev.Demo.Scenarios;

internal sealed class BeforeJobFails() : Scenario("before-job-fails", "the migration exits 1")
{
    protected override async Task<Verdict> PlayAsync(Scene scene)
    {
        var good = await scene.GoodTagAsync();
        await scene.CommitAsync("bad-before-job");
        var evidence = (await scene.UntilTakenBackAsync("bad-before-job"))["evidence"]!;
        scene.Timeline.Say("status", $"exit code {evidence["exitCode"]}, {evidence["message"]}");
        var started = (await scene.ReconcilerCallsAsync()).Count(StartsTasks);
        await scene.ReleaseAsync(good);
        return new Verdict("RolledBack", started > 0 ? "tasks of the candidate were started"
            : (int?)evidence["exitCode"] != 1 ? $"the status shows exit code {evidence["exitCode"] ?? "none"} instead of 1" : null);
    }

    private static bool StartsTasks(JsonNode call) =>
        (string?)call["action"] is "CreateService" or "UpdateService" && (int?)call["input"]?["desiredCount"] > 0;
}
