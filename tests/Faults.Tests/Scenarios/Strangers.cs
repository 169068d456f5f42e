using Amazon.ElasticLoadBalancingV2.Model;
using Publican.Faults.Region;
using Task = System.Threading.Tasks.Task;

namespace Publican.Faults.Scenarios;

/// <summary>Others in the same account: nothing of theirs may change.</summary>
internal static class Strangers
{
    /// <summary>What a stranger has in the same account: a rule, a group and an ECS service that nobody may touch.</summary>
    public static async Task MoveInAsync(Stage stage)
    {
        var (elb, ecs) = (stage.Hands.LoadBalancing, stage.Hands.Ecs);
        var balancer = (await elb.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest())).LoadBalancers[0];
        var listener = (await elb.DescribeListenersAsync(new DescribeListenersRequest { LoadBalancerArn = balancer.LoadBalancerArn })).Listeners[0];
        var group = (await elb.CreateTargetGroupAsync(new CreateTargetGroupRequest
        {
            Name = "stranger", VpcId = "vpc-local", TargetType = "ip", Protocol = "HTTP", Port = 9000, Tags = [new Tag { Key = "owner", Value = "somebody" }],
        })).TargetGroups[0];
        await elb.CreateRuleAsync(new CreateRuleRequest
        {
            ListenerArn = listener.ListenerArn,
            Priority = 7,
            Conditions = [new RuleCondition { Field = "path-pattern", PathPatternConfig = new PathPatternConditionConfig { Values = ["/stranger/*"] } }],
            Actions = [new Amazon.ElasticLoadBalancingV2.Model.Action { Type = "forward", TargetGroupArn = group.TargetGroupArn }],
            Tags = [new Tag { Key = "owner", Value = "somebody" }],
        });
        var definition = (await ecs.RegisterTaskDefinitionAsync(new Amazon.ECS.Model.RegisterTaskDefinitionRequest
        {
            Family = "stranger", NetworkMode = "awsvpc", Cpu = "256", Memory = "512", RequiresCompatibilities = ["FARGATE"],
            ContainerDefinitions = [new Amazon.ECS.Model.ContainerDefinition { Name = "main", Image = "stranger:good.1" }],
        })).TaskDefinition;
        await ecs.CreateServiceAsync(new Amazon.ECS.Model.CreateServiceRequest
        {
            Cluster = Publican.Stack.Hands.Cluster, ServiceName = "stranger", TaskDefinition = definition.TaskDefinitionArn, DesiredCount = 0, LaunchType = "FARGATE",
            NetworkConfiguration = new Amazon.ECS.Model.NetworkConfiguration { AwsvpcConfiguration = new Amazon.ECS.Model.AwsVpcConfiguration { Subnets = ["subnet-a"] } },
            Tags = [new Amazon.ECS.Model.Tag { Key = "owner", Value = "somebody" }],
        });
    }

    /// <summary>A person narrows the production rule by a condition and a tag that the files do not know.</summary>
    public static async Task AddDetailsAsync(Stage stage)
    {
        var rule = await stage.Hands.ProductionRuleAsync();
        foreach (var condition in rule.Conditions)
            condition.Values = null;
        rule.Conditions.Add(new RuleCondition { Field = "http-request-method", HttpRequestMethodConfig = new HttpRequestMethodConditionConfig { Values = ["GET", "POST"] } });
        await stage.Hands.LoadBalancing.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = rule.RuleArn, Conditions = rule.Conditions });
        await stage.Hands.LoadBalancing.AddTagsAsync(new AddTagsRequest { ResourceArns = [rule.RuleArn], Tags = [new Tag { Key = "cost-centre", Value = "42" }] });
    }
}
