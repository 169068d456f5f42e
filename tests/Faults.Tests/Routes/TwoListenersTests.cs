using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;

namespace Publican.Faults.Routes;

/// <summary>One service on two listeners of one load balancer, over HTTP against LocalCloud, with a watcher of every rule.</summary>
public sealed class TwoListenersTests(ITestOutputHelper output)
{
    private const string Routes = "routes: [{listener: public, path: \"/*\", priority: 100}, {listener: inside, path: \"/*\", priority: 7}]";

    [Fact]
    public void A_good_release_climbs_on_both_listeners_and_no_rule_is_ever_behind() => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage);
        Assert.Equal(2, Listeners.RulesOf(stage).Count);
        var watcher = new RulesWatcher(stage, run, 10, 50);
        run.Commit(Web("web:good.2"));
        await run.UntilAsync("half of it", () => run.Status?.Step?.Weight == 50);
        Assert.Equal(["inside 7", "public 100"], run.Status!.Rules.Select(rule => $"{rule.Listener} {rule.Priority}").Order());
        await run.UntilAsync("Steady", "Released");

        output.WriteLine(string.Join("  ", watcher.Story));
        Assert.Empty(watcher.Violations);
        Assert.Equal(["10/0", "10/10", "50/10", "50/50", "100/50", "100/100"], watcher.Story);
        Assert.Equal([0, 0], run.Status!.Rules.Select(rule => rule.Weight));
        Assert.All(Listeners.RulesOf(stage), rule => Assert.Equal([100, 0], rule.Groups.Select(group => group.Weight).OrderDescending()));
    });

    [Theory]
    [InlineData("web:unhealthy-at-10.2", "unhealthy")]
    [InlineData("web:unhealthy-at-50.2", "unhealthy")]
    [InlineData("web:unhealthy-at-100.2", "unhealthy")]
    [InlineData("web:exits-at-50.2", "crashed")]
    public void A_bad_release_comes_home_on_both_listeners_before_anything_else(string image, string code) => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage);
        var watcher = new RulesWatcher(stage, run, 10, 50);
        run.Commit(Web(image));
        await run.UntilAsync("RolledBack", "RolledBack");

        output.WriteLine(string.Join("  ", watcher.Story));
        Assert.Empty(watcher.Violations);
        Assert.Equal("0/0", watcher.Story[^1]);
        Assert.Equal(code, Assert.Single(run.Status!.Quarantined).Code);
        Assert.All(Listeners.RulesOf(stage), rule => Assert.Equal([100, 0], rule.Groups.Select(group => group.Weight).OrderDescending()));
    });

    [Fact]
    public void What_can_be_seen_comes_home_while_the_other_listener_is_gone() => Rehearsal.Play(async stage =>
    {
        using var run = await ReleasedAsync(stage);
        run.Commit(Web("web:good.2"));
        await run.UntilAsync("a tenth of it", () => run.Status?.Step?.Weight == 10);
        var inside = stage.Balancers.Current.Listeners.Values.Single(listener => listener.Port == 8081);
        await stage.Hands.LoadBalancing.DeleteListenerAsync(new DeleteListenerRequest { ListenerArn = inside.Arn });
        await run.UntilAsync("blind", () => run.Status!.Phase == "Blind");
        Assert.Equal(10, stage.Look().Weight);

        run.Commit(Web("web:good.1"));
        await run.UntilAsync("home", () => stage.Look().Weight == 0);
        await run.UntilAsync("blind again", () => run.Status!.Phase == "Blind");
        Assert.Contains("does not exist; create it", run.Status!.Conditions.Single(condition => condition.Type == "Ready").Message, StringComparison.Ordinal);

        // Made anew, it gets its rule.
        await Listeners.AddAsync(stage, "inside", 8081);
        await run.UntilAsync("both rules", () => Listeners.RulesOf(stage).Count == 2);
    });

    [Theory]
    [Trait("Length", "long")]
    [InlineData("web:good.2", "Steady", "Released")]
    [InlineData("web:unhealthy-at-50.2", "RolledBack", "RolledBack")]
    public void Killed_after_any_write_to_a_rule_both_rules_end_where_they_should(string image, string phase, string outcome)
    {
        var (calls, tried) = (Play(Fault.None), 0);
        foreach (var (number, call) in calls.Index())
        {
            if (call.Action is not ("ModifyRule" or "CreateRule" or "DeleteRule"))
                continue;
            Play(new Fault(FaultKind.Killed, number + 1));
            tried++;
        }

        output.WriteLine($"{image}: {calls.Count} calls, {tried} runs");
        Assert.True(tried >= 8, "there were writes to rules to be killed at");

        List<Call> Play(Fault fault)
        {
            List<Call> made = [];
            Rehearsal.Play(async stage =>
            {
                (await ReleasedAsync(stage)).Dispose();
                using var run = new Rehearsal(stage, fault, Web(image));
                await run.UntilAsync(phase, outcome);
                Assert.Equal([2, 0], new[] { Listeners.RulesOf(stage).Count, stage.Look().Weight });
                Assert.All(Listeners.RulesOf(stage), rule => Assert.Equal([100, 0], rule.Groups.Select(group => group.Weight).OrderDescending()));
                made = [.. run.Calls];
            });
            return made;
        }
    }

    private static async Task<Rehearsal> ReleasedAsync(Stage stage)
    {
        await Listeners.AddAsync(stage, "inside", 8081);
        var run = new Rehearsal(stage, Fault.None, Web("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        return run;
    }

    private static string Web(string image) => Rehearsal.Web(image, routes: Routes, more: ", {weight: 50, hold: 2s}");
}
