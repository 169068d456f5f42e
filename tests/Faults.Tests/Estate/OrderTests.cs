using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;

namespace Publican.Faults.Estate;

/// <summary>Services that wait for each other, the real loop against LocalCloud.</summary>
public sealed class OrderTests
{
    [Fact]
    public void What_is_depended_on_is_released_first_and_a_later_commit_keeps_that_order() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Cart("good.1"), Web("good.1"));
        await run.UntilAsync("both are released", () => IsReleased(run, "cart") && IsReleased(run, "web"));
        Assert.True(First(run, 0, "web") > Last(run, 0, "cart"), "web was begun before cart was released");

        var before = run.Calls.Count();
        run.Commit(Cart("good.2"), Web("good.2"));
        await run.UntilAsync("web waits", () => run.StatusOf("web") is { Phase: "Held" });
        Assert.Contains(run.StatusOf("web")!.Events, entry => entry is { Reason: "Held" } && entry.Message.StartsWith("it depends on cart", StringComparison.Ordinal));
        await run.UntilAsync("both are released", () => IsReleased(run, "cart", "2") && IsReleased(run, "web", "2"));
        Assert.True(First(run, before, "web") > Last(run, before, "cart"), "web was begun before cart was released");
    });

    [Fact]
    public void A_first_service_that_fails_holds_back_what_depends_on_it_until_a_better_commit() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Cart("good.1"), Web("good.1"));
        await run.UntilAsync("both are released", () => IsReleased(run, "cart") && IsReleased(run, "web"));
        var before = run.Calls.Count();
        run.Commit(Cart("crash.2"), Web("good.2"));
        await run.UntilAsync("cart is taken back", () => run.StatusOf("cart") is { Phase: "RolledBack" });
        var later = stage.Now + TimeSpan.FromSeconds(60);
        await run.UntilAsync("a while passes", () => stage.Now >= later);

        Assert.Equal("Held", run.StatusOf("web")!.Phase);
        Assert.Equal(int.MaxValue, First(run, before, "web"));
        run.Commit(Cart("good.3"), Web("good.2"));
        await run.UntilAsync("both are released", () => IsReleased(run, "cart", "3") && IsReleased(run, "web", "2"));
    });

    [Fact]
    public void Killed_after_any_changing_call_the_order_holds_and_both_arrive()
    {
        var calls = 0;
        for (var kill = 1; kill == 1 || kill <= calls; kill += 5)
        {
            var at = kill;
            Rehearsal.Play(async stage =>
            {
                using var run = new Rehearsal(stage, new Fault(FaultKind.Killed, at), Cart("good.1"), Web("good.1"));
                await run.UntilAsync("both are released", () => IsReleased(run, "cart") && IsReleased(run, "web"));
                Assert.True(First(run, 0, "web") > Last(run, 0, "cart"), $"killed at {at}: web was begun before cart was released");
                calls = Math.Max(calls, Math.Min(120, run.Calls.Count()));
            });
        }
    }

    [Fact]
    public void Only_as_many_rollouts_as_allowed_are_under_way() => Rehearsal.Play(async stage =>
    {
        string[] names = ["ale", "bock", "cider", "dark"];
        using var run = new Rehearsal(stage, Fault.None, [Rehearsal.EnvironmentWith("rolloutsAtOnce: 2"), .. names.Select(name => Worker(name, "good.1"))]);
        var most = 0;
        run.Looked = () => most = Math.Max(most, names.Count(name => run.StatusOf(name) is { Phase: "Prepare" or "Armed" or "Rolling" or "Bake" }));
        await run.UntilAsync("all are released", () => names.All(name => IsReleased(run, name)));
        Assert.Equal(2, most);
    });

    private static bool IsReleased(Rehearsal run, string name, string version = "1") =>
        run.StatusOf(name) is { Outcome: "Released", Stable.Image: { } image } && image.EndsWith($".{version}", StringComparison.Ordinal);

    private static int First(Rehearsal run, int from, string name) =>
        run.Calls.Index().Where(call => call.Index >= from && call.Item.Mutating && Of(call.Item, name)).Select(call => call.Index).DefaultIfEmpty(int.MaxValue).First();

    /// <summary>The commit of its release.</summary>
    private static int Last(Rehearsal run, int from, string name) => run.Calls.Index()
        .Last(call => call.Index >= from && call.Item.Mutating && Of(call.Item, name) && call.Item.Text.Contains("publican:stable\"", StringComparison.Ordinal)).Index;

    private static bool Of(Call call, string name) => call.Text.Contains(name, StringComparison.Ordinal);

    private static string Cart(string image) => Rehearsal.Web($"cart:{image}", name: "cart", routes: "route: {listener: public, path: \"/cart\", priority: 1}");

    private static string Web(string image) => Rehearsal.Web($"web:{image}", routes: "route: {listener: public, path: \"/*\", priority: 100}\n  dependsOn: [cart]");

    private static string Worker(string name, string image) => Rehearsal.Worker($"{name}:{image}").Replace("name: web", $"name: {name}", StringComparison.Ordinal);
}
