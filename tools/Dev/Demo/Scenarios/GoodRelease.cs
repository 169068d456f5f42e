using Publican.Stack;

namespace Publican.Dev.Demo.Scenarios;

internal sealed class GoodRelease() : Scenario("good-release", "1.1.0 with a migration first, then 10%, 50%, all")
{
    protected override async Task<Verdict> PlayAsync(Scene scene)
    {
        await scene.Stack.Cloud.CountCallsAsync(ReconcilerProcess.AccessKey);
        await scene.ReleaseAsync("1.1.0");
        scene.CallsOfARelease = (await scene.Stack.Cloud.FaultAsync()).Count;
        await scene.Stack.Cloud.ClearFaultsAsync();
        var version = await scene.Stack.VersionAsync();
        scene.Timeline.Say("load", $"GET / says {version}; the release took {scene.CallsOfARelease} mutating calls");
        return new Verdict("Released", version == "1.1.0" ? null : $"GET / says {version}");
    }
}
