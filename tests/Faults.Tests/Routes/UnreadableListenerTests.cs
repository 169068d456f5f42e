using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;

namespace Publican.Faults.Routes;

/// <summary>L8: one listener of an environment is gone, or its output leads nowhere. Services with no route on it do not notice.</summary>
public sealed class UnreadableListenerTests
{
    private const string Inside = "route: {listener: inside, path: \"/*\", priority: 100}";

    [Theory]
    [InlineData("deleted")]
    [InlineData("never was one")]
    public void Only_the_service_with_a_route_on_it_is_blind(string what) => Rehearsal.Play(async stage =>
    {
        var arn = await Listeners.AddAsync(stage, "inside", 8081);
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Web("web:good.1"), Ale("ale:good.1"));
        await run.UntilAsync("both released", () => IsReleased("web") && IsReleased("ale"));

        if (what == "deleted")
            await stage.Hands.LoadBalancing.DeleteListenerAsync(new DeleteListenerRequest { ListenerArn = arn });
        else
            await Listeners.NameAsync(stage, "inside", "to be done");
        await run.UntilAsync("ale is blind", () => run.StatusOf("ale")!.Phase == "Blind");
        run.Commit(Rehearsal.Web("web:good.2"), Ale("ale:good.2"));
        await run.UntilAsync("web released again", () => IsReleased("web") && run.StatusOf("web")!.Stable!.Image == "web:good.2");

        var ale = run.StatusOf("ale")!;
        Assert.Equal("Blind", ale.Phase);
        Assert.Contains("does not exist; create it, or correct the environment's outputs", ale.Conditions.Single(condition => condition.Type == "Ready").Message, StringComparison.Ordinal);
        lock (stage.Ecs.Gate)
            Assert.DoesNotContain(stage.Ecs.Families.Values.SelectMany(family => family), definition => stage.ImageOf(definition) == "ale:good.2");

        bool IsReleased(string service) => run.StatusOf(service) is { Phase: "Steady", Outcome: "Released" };
    });

    private static string Ale(string image) => Rehearsal.Web(image, name: "ale", routes: Inside);
}
