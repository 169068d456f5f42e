using System.Text.Json.Nodes;

namespace Publican.Dev.Demo.Scenarios;

/// <summary>A bad image that must never get a user's request.</summary>
/// <param name="saysWhy">Words that the status must have for the reason.</param>
internal sealed class CaughtBeforeTraffic(string name, string title, string tag, string saysWhy) : Scenario(name, title)
{
    protected override async Task<Verdict> PlayAsync(Scene scene)
    {
        var (good, group) = (await scene.GoodTagAsync(), await scene.CandidateGroupAsync());
        await scene.CommitAsync(tag);
        var evidence = (await scene.UntilTakenBackAsync(tag))["evidence"]!;
        scene.Timeline.Say("status", $"{evidence["message"]}");
        var lines = evidence["logTail"]!.AsArray().Select(line => (string)line!).ToList();
        foreach (var line in lines.TakeLast(2))
            scene.Timeline.Say("log", LogLine.Readable(line));

        var window = await scene.WindowAsync(group);
        await scene.ReleaseAsync(good);
        return new Verdict("RolledBack", Complaint(evidence, lines, window));
    }

    private string? Complaint(JsonNode evidence, List<string> lines, TrafficWindow window)
    {
        if (window.Candidate > 0)
            return $"the candidate got {window.Candidate} requests";
        if (lines.Count == 0)
            return "the status shows no log lines of the task";
        return $"{evidence}".Contains(saysWhy, StringComparison.Ordinal) ? null : $"the status does not say '{saysWhy}': {evidence}";
    }
}
