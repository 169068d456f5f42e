using Publican.Stack;

namespace Publican.Dev.Demo.Scenarios;

internal sealed class KilledInMidRollout() : Scenario("killed-in-mid-rollout", "SIGKILL between a call's effect and its answer")
{
    /// <summary>The first release creates what later ones only update, so a later one makes a few calls less.</summary>
    private const int Creations = 4;

    protected override async Task<Verdict> PlayAsync(Scene scene)
    {
        var cloud = scene.Stack.Cloud;
        var nth = scene.Options.KillAt ?? new Random(scene.Options.Seed).Next(1, Math.Max(2, scene.CallsOfARelease - Creations));
        await cloud.HoldAnswerOfAsync(nth, ReconcilerProcess.AccessKey);
        await scene.CommitAsync("1.2.0");
        var released = scene.Seen(Facts.Released("1.2.0"));
        await Wait.UntilAsync($"mutating call {nth} is reached, or the release is over",
            async () => (await cloud.FaultAsync()).Reached || (await scene.Stack.StatusAsync() is { } status && released(status)), TimeSpan.FromSeconds(90), scene.Stack.Describe);
        var fault = await cloud.FaultAsync();
        if (!fault.Reached)
            throw new KillAtTooLargeException(nth, fault.Count);

        await scene.Stack.Reconciler.KillAsync();
        var call = (await scene.ReconcilerCallsAsync()).Where(call => (bool)call["mutating"]!).Select(call => (string?)call["action"]).Last();
        await cloud.ClearFaultsAsync();
        scene.Timeline.Say("person", $"kill -9 at mutating call {nth}, {call}: applied, never answered; the reconciler was started again");
        await scene.UntilReleasedAsync("1.2.0");
        var version = await scene.Stack.VersionAsync();
        return new Verdict("Released", version == "1.2.0" ? null : $"GET / says {version}");
    }
}

/// <summary>--kill-at asks for a call that the rollout never makes.</summary>
internal sealed class KillAtTooLargeException(int asked, int count) : Exception($"--kill-at {asked}: the rollout makes only {count} mutating calls");
