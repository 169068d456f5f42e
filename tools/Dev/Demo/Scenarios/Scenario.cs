namespace Publican.Dev.Demo.Scenarios;

/// <summary>One story of the demo. It says what it does, does it, and judges how it ended.</summary>
internal abstract class Scenario(string name, string title)
{
    public const string Unfinished = "Unfinished";

    public string Name => name;

    public async Task<ScenarioReport> RunAsync(Scene scene)
    {
        scene.Timeline.Chapter($"{name}: {title}");
        Verdict verdict;
        try
        {
            verdict = await PlayAsync(scene);
        }
        catch (TimeoutException error)
        {
            verdict = new Verdict(Unfinished, error.Message);
        }

        var started = scene.From;
        var sent = await scene.CloseAsync();
        var seconds = Math.Round((scene.From - started).TotalSeconds, 1);
        var failed = sent.Where(request => request.Failed).ToList();
        var complaint = verdict.Complaint ?? (failed.Count > verdict.FailuresAllowed
            ? $"{failed.Count} requests failed, {verdict.FailuresAllowed} are allowed: {string.Join(", ", failed.GroupBy(request => $"{request.What}: {request.Problem}").Select(group => $"{group.Count()}× {group.Key}"))}"
            : null);
        scene.Timeline.Say("verdict", complaint is null ? $"ok: {sent.Count} requests, {failed.Count} failed" : $"NOT OK: {complaint}");
        return new ScenarioReport(
            name, sent.Count, failed.Count, seconds, verdict.Outcome, complaint is null, verdict.Window?.Requests, verdict.Window?.Candidate, verdict.RestoredMs)
        {
            Complaint = complaint,
        };
    }

    protected abstract Task<Verdict> PlayAsync(Scene scene);
}

/// <param name="Complaint">Null when it ended as it must.</param>
internal sealed record Verdict(string Outcome, string? Complaint)
{
    public int FailuresAllowed { get; init; }

    public TrafficWindow? Window { get; init; }

    public double? RestoredMs { get; init; }
}
