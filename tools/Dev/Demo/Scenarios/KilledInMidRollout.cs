using Publican.Stack;

namespace Publican.Dev.Demo.Scenarios;

internal sealed class KilledInMidRollout() : Scenario("killed-in-mid-rollout", "SIGKILL between a call's effect and its answer")
{
    protected override async Task<Verdict> PlayAsync(Scene scene, DateTimeOffset from)
    {
        var cloud = scene.Stack.Cloud;

        // The first release creates what later ones only update, so the seed chooses among the calls that every release makes.
        var nth = scene.Options.KillAt ?? 1 + (scene.Options.Seed * 7 % Math.Max(1, scene.CallsOfARelease - 4));
        await cloud.HoldAnswerOfAsync(nth, ReconcilerProcess.AccessKey);
        await scene.CommitAsync("1.2.0");
        var reached = false;
        await scene.UntilAsync($"mutating call {nth} is reached, or the release is over", status =>
            (reached = cloud.FaultAsync().GetAwaiter().GetResult().Reached)
            || ((string?)status["phase"] == "Steady" && (string?)status["stable"]?["image"] == "beer-api:1.2.0" && status["candidate"] is null));
        if (!reached)
            throw new KillAtTooLargeException(nth, (await cloud.FaultAsync()).Count);

        var call = (await scene.ReconcilerCallsAsync(from)).Where(call => (bool)call["mutating"]!).Select(call => (string?)call["action"]).LastOrDefault();
        scene.Timeline.Say($"kill -9 at mutating call {nth}{(call is null ? "" : $", after {call}")}: applied, never answered");
        await scene.Stack.Reconciler.KillAsync();
        await cloud.ClearFaultsAsync();
        scene.Timeline.Say("the reconciler was started again");
        await scene.UntilReleasedAsync("1.2.0");
        var version = await scene.Stack.VersionAsync();
        return new Verdict("Released", version == "1.2.0" ? null : $"GET / says {version}");
    }
}

/// <summary>--kill-at asks for a call that the rollout never makes.</summary>
internal sealed class KillAtTooLargeException(int asked, int count) : Exception($"--kill-at {asked}: the rollout makes only {count} mutating calls");
