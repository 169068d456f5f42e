using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Publican.Faults.Routes;

/// <summary>Priorities of several services change in one commit, over HTTP against LocalCloud, which refuses a priority that is in use.</summary>
public sealed class SwappedPrioritiesTests
{
    [Fact]
    public void Two_services_that_swap_their_priorities_both_end_where_they_belong() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Service("web", 100), Service("ale", 200));
        await run.UntilAsync("both at rest", () => IsAtRest(run, "web") && IsAtRest(run, "ale"));
        var before = run.Calls.Count();
        run.Commit(Service("web", 200), Service("ale", 100));
        await run.UntilAsync("they have swapped", () => Place(stage, "web") == "8080/25200" && Place(stage, "ale") == "8080/25100");
        var later = stage.Now + TimeSpan.FromSeconds(30);
        await run.UntilAsync("and rest", () => stage.Now >= later);

        var changes = run.Calls.Skip(before).Where(call => call.Mutating).Select(call => call.Action).ToList();
        Assert.All(changes, action => Assert.Equal("SetRulePriorities", action));
        Assert.InRange(changes.Count, 3, 4);
        foreach (var service in new[] { "web", "ale" })
        {
            Assert.True(IsAtRest(run, service));
            Assert.DoesNotContain(run.StatusOf(service)!.Events, entry => entry.Reason is "CallFailed" or "PriorityTaken");
        }
    });

    [Fact]
    public void A_priority_that_a_strangers_rule_has_is_an_alarm_and_nothing_is_written() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Service("web", 100));
        await run.UntilAsync("at rest", () => IsAtRest(run, "web"));
        var elb = stage.Hands.LoadBalancing;
        var listener = stage.Balancers.Current.Listeners.Values.Single();
        var stranger = (await elb.CreateRuleAsync(new CreateRuleRequest
        {
            ListenerArn = listener.Arn, Priority = 25200,
            Conditions = [new RuleCondition { Field = "path-pattern", PathPatternConfig = new PathPatternConditionConfig { Values = ["/stranger"] } }],
            Actions = [new Action { Type = ActionTypeEnum.FixedResponse, FixedResponseConfig = new FixedResponseActionConfig { StatusCode = "404" } }],
        })).Rules[0].RuleArn;
        var before = run.Calls.Count();
        run.Commit(Service("web", 200));
        await run.UntilAsync("an alarm", () => run.StatusOf("web")!.Events.Any(entry => entry.Reason == "PriorityTaken"));

        Assert.DoesNotContain(run.Calls.Skip(before), call => call.Mutating);
        Assert.Contains($"priority 200 is taken by {stranger}", run.StatusOf("web")!.Events[0].Message, StringComparison.Ordinal);
        await elb.DeleteRuleAsync(new DeleteRuleRequest { RuleArn = stranger });
        await run.UntilAsync("it has moved", () => Place(stage, "web") == "8080/25200");
    });

    /// <summary>Nothing is left to be done, verdicts noted.</summary>
    private static bool IsAtRest(Rehearsal run, string service) => run.StatusOf(service) is { Outcome: "Released" } status
        && status.Conditions.Single(condition => condition.Type == "Ready").Message == "all as desired";

    private static string Place(Stage stage, string service) => Assert.Single(Listeners.RulesOf(stage, service)).Place;

    private static string Service(string name, int priority) =>
        Rehearsal.Web($"{name}:good.1", name: name, routes: FormattableString.Invariant($"route: {{listener: public, path: \"/{name}\", priority: {priority}}}"));
}
