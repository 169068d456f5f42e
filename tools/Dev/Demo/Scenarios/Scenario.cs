using System.Diagnostics;
using Publican.Stack;

namespace Publican.Dev.Demo.Scenarios;

/// <summary>One story of the demo. It says what it does, does it, and judges how it ended.</summary>
internal abstract class Scenario(string name, string title)
{
    public string Name => name;

    public async Task<ScenarioReport> RunAsync(Scene scene)
    {
        Timeline.Chapter($"{name}: {title}");
        var (from, started) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        Verdict verdict;
        try
        {
            verdict = await PlayAsync(scene, from);
        }
        catch (TimeoutException error)
        {
            verdict = new Verdict("Unfinished", error.Message);
        }

        var seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1);
        var sent = scene.Load.Sent.Where(request => request.At >= from).ToList();
        var failed = sent.Where(request => request.Failed).ToList();
        var complaint = verdict.Complaint ?? (failed.Count > verdict.FailuresAllowed
            ? $"{failed.Count} requests failed, {verdict.FailuresAllowed} are allowed: {string.Join(", ", failed.GroupBy(request => $"{request.What}: {request.Problem}").Select(group => $"{group.Count()}× {group.Key}"))}"
            : null);
        scene.Timeline.Say(complaint is null ? $"ok: {sent.Count} requests, {failed.Count} failed" : $"NOT OK: {complaint}");
        return new ScenarioReport(
            name, sent.Count, failed.Count, seconds, verdict.Outcome, complaint is null, verdict.Window?.Requests, verdict.Window?.Candidate, verdict.RestoredMs)
        {
            Complaint = complaint,
        };
    }

    protected abstract Task<Verdict> PlayAsync(Scene scene, DateTimeOffset from);
}

/// <param name="Complaint">Null when it ended as it must.</param>
internal sealed record Verdict(string Outcome, string? Complaint)
{
    public int FailuresAllowed { get; init; }

    public TrafficWindow? Window { get; init; }

    public double? RestoredMs { get; init; }
}
