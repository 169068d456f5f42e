using Amazon.ElasticLoadBalancingV2.Model;
using LocalCloud.Elb;
using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;
using Publican.Status;

namespace Publican.Faults.Routes;

/// <summary>A person makes the production rule sticky, over HTTP against LocalCloud.</summary>
public sealed class StickyTests
{
    private const string Allowed = "route: {listener: public, path: \"/*\", priority: 100, stickiness: {allow: true}}";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_sticky_rule_that_the_route_does_not_allow_holds_a_new_revision_back() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Web("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        await GlueAsync(stage, Hour);
        var before = run.Calls.Count();
        run.Commit(Rehearsal.Web("web:good.2"));
        await run.UntilAsync("Preflight");

        Assert.DoesNotContain(run.Calls.Skip(before), call => call.Mutating);
        var finding = Assert.Single(run.Status!.Preflight, finding => finding.Stops);
        Assert.Equal("spec.route.stickiness", finding.Where);
        Assert.Contains("the production rule public/100 is sticky for 1h", finding.Message, StringComparison.Ordinal);
        Assert.Contains("write stickiness: {allow: true} in the route", finding.Message, StringComparison.Ordinal);
        Assert.Equal(("True", "NotAllowed"), Sticky(run.Status));

        // Either way out: here the rule is put right.
        await GlueAsync(stage, null);
        await run.UntilAsync("Steady", "Released");
        Assert.Equal(("False", "AsExpected"), Sticky(run.Status));
    });

    [Fact]
    public void An_allowed_sticky_rule_stays_sticky_at_every_weight_and_the_status_says_what_that_means() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Web("web:good.1", routes: Allowed));
        await run.UntilAsync("Steady", "Released");
        await GlueAsync(stage, Hour);
        var weights = new List<int>();
        run.Wrote = write =>
        {
            if (write.Call.Action != "ModifyRule")
                return;
            weights.Add(write.After.Weight);
            Assert.Equal(Hour, Assert.IsType<ForwardAction>(write.After.Production!.Action).Sticky);
        };
        run.Commit(Rehearsal.Web("web:good.2", routes: Allowed));
        await run.UntilAsync("Step");
        Assert.Contains(run.Status!.Preflight, finding => finding is { Where: "spec.route.stickiness", Stops: false });
        Assert.Equal(("True", "RollbackNotImmediate"), Sticky(run.Status));
        Assert.Contains("a rollback is not immediate", run.Status!.Conditions.Single(condition => condition.Type == "Sticky").Message, StringComparison.Ordinal);

        await run.UntilAsync("Steady", "Released");
        Assert.Equal([10, 100], weights);
    });

    [Fact]
    public void A_rule_that_becomes_sticky_in_mid_rollout_stays_where_it_is_and_still_comes_home() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Rehearsal.Web("web:good.1"));
        await run.UntilAsync("Steady", "Released");
        run.Commit(Rehearsal.Web("web:good.2"));
        await run.UntilAsync("Step");
        await GlueAsync(stage, Hour);
        await run.UntilAsync("Contested");
        Assert.Equal(("True", "Sticky"), Of(run.Status!, "Contested"));

        // Well beyond hold and deadline.
        var later = stage.Now + TimeSpan.FromMinutes(1);
        await run.UntilAsync("a minute later", () => stage.Now >= later);
        Assert.Equal(("Contested", 10), (run.Status!.Phase, stage.Look().Weight));
        Assert.Empty(run.Status.Quarantined);

        run.Commit(Rehearsal.Web("web:good.1"));
        await run.UntilAsync("it is home", () => stage.Look().Weight == 0);
        Assert.Equal(Hour, Assert.IsType<ForwardAction>(stage.Look().Production!.Action).Sticky);
    });

    private static (string, string) Sticky(ServiceStatus status) => Of(status, "Sticky");

    private static (string, string) Of(ServiceStatus status, string type) =>
        status.Conditions.Where(condition => condition.Type == type).Select(condition => (condition.Status, condition.Reason)).Single();

    private static async Task GlueAsync(Stage stage, TimeSpan? time)
    {
        var rule = await stage.Hands.ProductionRuleAsync();
        rule.Actions[0].TargetGroupArn = null;
        rule.Actions[0].ForwardConfig.TargetGroupStickinessConfig = new TargetGroupStickinessConfig { Enabled = time is not null, DurationSeconds = (int?)time?.TotalSeconds };
        await stage.Hands.LoadBalancing.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = rule.RuleArn, Actions = rule.Actions });
    }
}
