using Amazon.ECS;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Faults.Oracles;
using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;
using Publican.Observed;

namespace Publican.Faults;

/// <summary>
/// What the reconciler's own choke point refuses cannot be shown by a broken rollout machine: here a hand does it in a real region, and the oracles must say so.
/// </summary>
public sealed class OracleTests
{
    [Fact]
    public void A_tag_of_a_stranger_that_changes_is_told() => Assert.Contains(Told("AddTags", stage => TagAsync(stage, "Name=stranger")), text => text.Contains(" I15: ", StringComparison.Ordinal));

    [Fact]
    public void A_rule_of_a_stranger_that_goes_is_told() => Assert.Contains(Told("DeleteRule", async stage =>
    {
        var rule = stage.Balancers.Current.Listeners.Values.SelectMany(listener => listener.Rules.Values).Single(rule => rule.Priority == 7);
        await stage.Hands.LoadBalancing.DeleteRuleAsync(new DeleteRuleRequest { RuleArn = rule.Arn });
    }), text => text.Contains(" I15: ", StringComparison.Ordinal));

    [Fact]
    public void A_condition_of_the_production_rule_that_is_lost_is_told() => Assert.Contains(Told("ModifyRule", async stage =>
    {
        var rule = await stage.Hands.ProductionRuleAsync();
        await stage.Hands.LoadBalancing.ModifyRuleAsync(new ModifyRuleRequest
        {
            RuleArn = rule.RuleArn, Conditions = [new RuleCondition { Field = "path-pattern", PathPatternConfig = new PathPatternConditionConfig { Values = ["/*"] } }],
        });
    }), text => text.Contains(" I16: ", StringComparison.Ordinal));

    [Fact]
    public void A_second_task_definition_of_one_revision_is_told() => Assert.Contains(Told("RegisterTaskDefinition", async stage =>
    {
        for (var copies = 0; copies < 2; copies++)
        {
            await stage.Hands.Ecs.RegisterTaskDefinitionAsync(new Amazon.ECS.Model.RegisterTaskDefinitionRequest
            {
                Family = "publican-local-web", NetworkMode = "awsvpc", Cpu = "256", Memory = "512", RequiresCompatibilities = ["FARGATE"],
                ContainerDefinitions = [new Amazon.ECS.Model.ContainerDefinition { Name = "web", Image = "web:good.1" }],
                Tags = [new Amazon.ECS.Model.Tag { Key = OwnerTags.Revision, Value = "h1:0123456789abcdef" }],
            });
        }
    }), text => text.Contains(" I18: ", StringComparison.Ordinal));

    [Fact]
    public void A_job_that_is_started_twice_is_told() => Assert.Contains(Told("RunTask", async stage =>
    {
        for (var starts = 0; starts < 2; starts++)
        {
            await stage.Hands.Ecs.RunTaskAsync(new Amazon.ECS.Model.RunTaskRequest
            {
                Cluster = Publican.Stack.Hands.Cluster, TaskDefinition = "stranger", LaunchType = LaunchType.FARGATE, StartedBy = "publican/one",
                NetworkConfiguration = new Amazon.ECS.Model.NetworkConfiguration { AwsvpcConfiguration = new Amazon.ECS.Model.AwsVpcConfiguration { Subnets = ["subnet-a"] } },
            });
        }
    }), text => text.Contains(" I22: ", StringComparison.Ordinal));

    [Fact]
    public void A_side_with_traffic_that_is_stopped_is_told() => Assert.Contains(Told("UpdateService", async stage =>
    {
        await stage.Hands.Ecs.UpdateServiceAsync(new Amazon.ECS.Model.UpdateServiceRequest { Cluster = Publican.Stack.Hands.Cluster, Service = "web-green", DesiredCount = 0 });
    }), text => text.Contains(" I5: ", StringComparison.Ordinal));

    [Fact]
    public void All_traffic_for_a_side_without_targets_is_told() => Assert.Contains(
        Told("ModifyRule", stage => stage.Hands.GiveAsync(stage.Look().Candidate!.GroupArn, 100)), text => text.Contains(" I2: ", StringComparison.Ordinal));

    [Fact]
    public void A_call_that_carries_a_secret_is_told() =>
        Assert.Contains(Told("TagResource", _ => Task.CompletedTask, $"{{\"resourceArn\":\"web\",\"value\":\"{Stage.Secret}\"}}"), text => text.Contains(" I28: ", StringComparison.Ordinal));

    [Fact]
    public void Of_a_hand_that_changes_nothing_nothing_is_told() => Assert.Empty(Told("TagResource", _ => Task.CompletedTask));

    private static async Task TagAsync(Stage stage, string value)
    {
        var group = stage.Balancers.Current.TargetGroups.Values.Single(group => group.Name == "stranger");
        await stage.Hands.LoadBalancing.AddTagsAsync(new AddTagsRequest { ResourceArns = [group.Arn], Tags = [new Tag { Key = "publican:service", Value = value }] });
    }

    private static IReadOnlyList<string> Told(string action, Func<Stage, Task> hand, string body = """{"resourceArn":"web"}""")
    {
        IReadOnlyList<string> told = [];
        Pump.Run(async pump =>
        {
            await using var stage = await Starts.OpenAsync(pump, Start.ReleasedTwice);
            await stage.AdvanceAsync(stage.Now + TimeSpan.FromMinutes(1));
            var watcher = new Watcher(stage, new Scene(stage, new Manifest("web:good.1")), Fault.None);
            var call = new Call(action, Query: false, [], System.Text.Encoding.UTF8.GetBytes(body));
            await stage.AdvanceAsync(stage.Now + Facts.ReadLag);
            watcher.Read(new Call("DescribeServices", Query: false, [], []));
            var before = stage.Look();
            await hand(stage);
            watcher.Wrote(new Write(call, 1, before, stage.Look(), IsAccepted: true, IsLate: false));
            told = watcher.Violations;
        });
        return told;
    }
}
