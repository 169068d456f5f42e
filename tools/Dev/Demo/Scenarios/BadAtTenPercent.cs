namespace Publican.Dev.Demo.Scenarios;

internal sealed class BadAtTenPercent() : Scenario("bad-at-10-percent", "500 for real users only; caught by its target group's error rate")
{
    protected override async Task<Verdict> PlayAsync(Scene scene)
    {
        var (good, group) = (await scene.GoodTagAsync(), await scene.CandidateGroupAsync());
        await scene.CommitAsync("bad-at-10-percent");
        await scene.UntilTakenBackAsync("bad-at-10-percent");

        var window = await scene.WindowAsync(group);
        var moves = (await scene.ReconcilerCallsAsync()).Where(call => (string?)call["action"] == "ModifyRule").ToList();
        if (moves.Count != 2 || window.FirstError is not { } firstError)
            return new Verdict("RolledBack", $"{moves.Count} ModifyRule calls instead of one there and one back, first error at {window.FirstError}");
        var restored = (DateTimeOffset)moves[^1]["end"]!;
        var ms = Math.Round((restored - firstError).TotalMilliseconds);
        scene.Timeline.Say("load", $"the candidate got {window.Candidate} of {window.Requests} requests; weights were back {ms} ms after its first 5xx");

        await scene.ReleaseAsync(good);
        await scene.Load.SettleAsync();

        // The load balancer's nodes obey within half a second, and what they forwarded before may still be under way.
        var late = scene.Load.Sent.Count(request => request.At > restored.AddSeconds(1) && request.Failed);
        var complaint = late > 0 ? $"{late} requests failed later than a second after the weights were back"
            : !window.IsWithinTenPercent ? $"{window.Candidate} of {window.Requests} requests are more than 10% and three sigma" : null;
        return new Verdict("RolledBack", complaint) { FailuresAllowed = window.Candidate, Window = window, RestoredMs = ms };
    }
}
