using System.Text.Json.Nodes;

namespace Publican.Dev.Demo.Scenarios;

/// <summary>A bad image that must never get a user's request.</summary>
internal sealed class CaughtBeforeTraffic(string name, string title, string tag, string saysWhy) : Scenario(name, title)
{
    protected override async Task<Verdict> PlayAsync(Scene scene, DateTimeOffset from)
    {
        var good = (string)(await scene.Stack.StatusAsync())!["stable"]!["image"]!;
        var group = await scene.CandidateGroupAsync();
        await scene.CommitAsync(tag);
        var status = await scene.UntilTakenBackAsync(tag);
        var evidence = status["evidence"]!;
        scene.Timeline.Say($"evidence: {(string?)evidence["message"]}");
        var lines = evidence["logTail"]!.AsArray();
        foreach (var line in lines.TakeLast(2))
            scene.Timeline.Say($"  log: {Shorten((string)line!)}");

        var window = TrafficWindow.Of(await scene.Stack.Cloud.TrafficAsync(), (await scene.ProductionRuleAsync()).RuleArn, group, from);
        await scene.ReleaseAsync(good.Split(':')[1]);
        return new Verdict("RolledBack", Complaint(evidence, lines, window));
    }

    private string? Complaint(JsonNode evidence, JsonArray lines, TrafficWindow window)
    {
        if (window.Candidate > 0)
            return $"the candidate got {window.Candidate} requests";
        if (lines.Count == 0)
            return "the status shows no log lines of the task";
        return $"{evidence}".Contains(saysWhy, StringComparison.Ordinal) ? null : $"the status does not say '{saysWhy}': {evidence}";
    }

    private static string Shorten(string line) => line.Length > 160 ? line[..160] + "…" : line;
}
