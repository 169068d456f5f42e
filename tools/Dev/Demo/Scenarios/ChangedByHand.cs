using System.Diagnostics;
using Amazon.ECS.Model;
using Publican.Stack;
using Task = System.Threading.Tasks.Task;

namespace Publican.Dev.Demo.Scenarios;

internal sealed class ChangedByHand() : Scenario("changed-by-hand", "a person changes counts and weights with AWS calls")
{
    private static readonly TimeSpan TwoSweeps = TimeSpan.FromSeconds(4);

    protected override async Task<Verdict> PlayAsync(Scene scene)
    {
        var count = await CountAsync(scene);
        var weights = await WeightsAfterReleaseAsync(scene);
        await scene.UntilAsync("both are recorded as drift", status =>
            status["events"]!.AsArray().Count(entry => (string?)entry!["reason"] == "Drifted" && (DateTimeOffset)entry["time"]! >= scene.From) >= 2);
        await scene.UntilReleasedAsync("1.1.0");
        await RollBackByHandAsync(scene);
        return new Verdict("Paused", count > TwoSweeps || weights > TwoSweeps
            ? $"repairs took {count.TotalSeconds:0.0} s and {weights.TotalSeconds:0.0} s, two sweeps are {TwoSweeps.TotalSeconds:0} s"
            : null);
    }

    private static async Task<TimeSpan> CountAsync(Scene scene)
    {
        var service = $"beer-api-{(string?)(await scene.Stack.StatusAsync())!["stable"]!["colour"]}";
        var ecs = scene.Stack.Hands.Ecs;
        await ecs.UpdateServiceAsync(new UpdateServiceRequest { Cluster = Hands.Cluster, Service = service, DesiredCount = 3 });
        scene.Timeline.Say("person", "scales the stable colour to three tasks by hand");
        return await RepairedAsync(scene, "the count is repaired", async () =>
            (await ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = Hands.Cluster, Services = [service] })).Services[0].DesiredCount == 2);
    }

    // While the old colour is still warm: weight on a colour without tasks would be 503 for its share until it is repaired.
    private static async Task<TimeSpan> WeightsAfterReleaseAsync(Scene scene)
    {
        await scene.CommitAsync("1.1.0");
        await scene.UntilAsync("the release is committed, the old colour warm", status => (string?)status["phase"] == "Retain" && Facts.Stable(status) == "beer-api:1.1.0");
        var old = await scene.CandidateGroupAsync();
        await scene.MoveByHandAsync(old, 30);
        return await RepairedAsync(scene, "the weights are repaired", async () => await WeightAsync(scene, old) == 0);
    }

    private static async Task RollBackByHandAsync(Scene scene)
    {
        var candidate = await scene.CandidateGroupAsync();
        await scene.CommitAsync("1.2.0");
        await scene.UntilAsync("half of the traffic is on the candidate", status => (int?)status["candidate"]?["weight"] == 50);
        await scene.MoveByHandAsync(candidate, 20);
        await scene.UntilAsync("the move is finished to 0, and the rollout is paused", status => (int?)status["stable"]?["weight"] == 100 && Facts.Condition(status, "Paused"));
        scene.Timeline.Say("status", "taken as a person's rollback: all traffic is home, the rollout is paused");
        await scene.ReleaseAsync("1.1.0");
    }

    private static async Task<int?> WeightAsync(Scene scene, string group) =>
        (await scene.Stack.Hands.ProductionRuleAsync()).Actions[0].ForwardConfig.TargetGroups.Single(tuple => tuple.TargetGroupArn == group).Weight;

    private static async Task<TimeSpan> RepairedAsync(Scene scene, string what, Func<Task<bool>> repaired)
    {
        var started = Stopwatch.GetTimestamp();
        await Wait.UntilAsync(what, repaired, TimeSpan.FromSeconds(30), scene.Stack.Describe);
        var took = Stopwatch.GetElapsedTime(started);
        scene.Timeline.Say("status", FormattableString.Invariant($"{what} after {took.TotalSeconds:0.0} s"));
        return took;
    }
}
