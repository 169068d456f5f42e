namespace Publican.Dev.Demo.Scenarios;

internal sealed class BadAtTenPercent() : Scenario("bad-at-10-percent", "500 for real users only; caught by its target group's error rate")
{
    protected override async Task<Verdict> PlayAsync(Scene scene, DateTimeOffset from)
    {
        var good = (string)(await scene.Stack.StatusAsync())!["stable"]!["image"]!;
        var (group, rule) = (await scene.CandidateGroupAsync(), await scene.ProductionRuleAsync());
        await scene.CommitAsync("bad-at-10-percent");
        await scene.UntilTakenBackAsync("bad-at-10-percent");

        var window = TrafficWindow.Of(await scene.Stack.Cloud.TrafficAsync(), rule.RuleArn, group, from);
        var moves = (await scene.ReconcilerCallsAsync(from)).Where(call => (string?)call["action"] == "ModifyRule").ToList();
        if (moves.Count != 2 || window.FirstError is not { } firstError)
            return new Verdict("RolledBack", $"{moves.Count} ModifyRule calls instead of one there and one back, first error at {window.FirstError}");

        // The last requests may still be on their way when the weights are back: a second for the nodes to obey and for them to end.
        var restored = (DateTimeOffset)moves[^1]["end"]!;
        await scene.ReleaseAsync(good.Split(':')[1]);
        var failed = scene.Load.Sent.Where(request => request.At >= from && request.Failed).ToList();
        var late = failed.Count(request => request.At > restored.AddSeconds(1));
        var ms = Math.Round((restored - firstError).TotalMilliseconds);
        scene.Timeline.Say($"the candidate got {window.Candidate} of {window.Requests} requests; weights were back {ms} ms after its first 5xx");
        var complaint = late > 0 ? $"{late} requests failed later than a second after the weights were back"
            : !window.IsWithinTenPercent ? $"{window.Candidate} of {window.Requests} requests are more than 10% and three sigma" : null;
        return new Verdict("RolledBack", complaint) { FailuresAllowed = window.Candidate, Window = window, RestoredMs = ms };
    }
}
