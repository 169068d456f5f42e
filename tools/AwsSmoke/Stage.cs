using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.SimpleSystemsManagement.Model;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;
using Task = System.Threading.Tasks.Task;

namespace Publican.AwsSmoke;

/// <summary>What the assumptions are checked on: a cluster, a service of no tasks, an internal load balancer with seven groups.</summary>
/// <param name="Groups">The first two stand in the rule with weights 1 and 0; the others in none.</param>
internal sealed record Stage(string Cluster, string TaskDefinition, string Listener, string Rule, IReadOnlyList<string> Groups)
{
    public static async Task<Stage> BuildAsync(SmokeRegion region)
    {
        var name = region.Name;
        await region.Ecs.CreateClusterAsync(new CreateClusterRequest { ClusterName = name });
        region.AtEnd($"cluster {name}", () => region.Ecs.DeleteClusterAsync(new DeleteClusterRequest { Cluster = name }));
        var definition = (await region.Ecs.RegisterTaskDefinitionAsync(new RegisterTaskDefinitionRequest
        {
            Family = name, NetworkMode = "awsvpc", Cpu = "256", Memory = "512", RequiresCompatibilities = ["FARGATE"],
            ContainerDefinitions = [new ContainerDefinition { Name = "main", Image = "public.ecr.aws/docker/library/busybox:1", PortMappings = [new PortMapping { ContainerPort = 80 }] }],
        })).TaskDefinition.TaskDefinitionArn;
        region.AtEnd($"task definition {definition}", () => region.Ecs.DeregisterTaskDefinitionAsync(new DeregisterTaskDefinitionRequest { TaskDefinition = definition }));

        var groups = new List<string>();
        for (var index = 0; index < 7; index++)
        {
            var group = (await region.Elb.CreateTargetGroupAsync(Group(region, $"smoke-{name[^8..]}-{index}"))).TargetGroups[0].TargetGroupArn;
            groups.Add(group);
            region.AtEnd($"target group {group}", () => region.Elb.DeleteTargetGroupAsync(new DeleteTargetGroupRequest { TargetGroupArn = group }));
        }

        var balancer = (await region.Elb.CreateLoadBalancerAsync(new CreateLoadBalancerRequest
        {
            Name = $"smoke-{name[^8..]}", Scheme = "internal", Subnets = [.. region.Options.Subnets],
        })).LoadBalancers[0].LoadBalancerArn;
        region.AtEnd($"load balancer {balancer}", () => region.Elb.DeleteLoadBalancerAsync(new DeleteLoadBalancerRequest { LoadBalancerArn = balancer }));
        var listener = (await region.Elb.CreateListenerAsync(new CreateListenerRequest
        {
            LoadBalancerArn = balancer, Protocol = "HTTP", Port = 8080,
            DefaultActions = [new Action { Type = "fixed-response", FixedResponseConfig = new FixedResponseActionConfig { StatusCode = "404" } }],
        })).Listeners[0].ListenerArn;
        region.AtEnd($"listener {listener}", () => region.Elb.DeleteListenerAsync(new DeleteListenerRequest { ListenerArn = listener }));
        var rule = (await region.Elb.CreateRuleAsync(new CreateRuleRequest
        {
            ListenerArn = listener, Priority = 10, Conditions = [new RuleCondition { Field = "path-pattern", Values = ["/*"] }],
            Actions = [Forward((groups[0], 1), (groups[1], 0))],
        })).Rules[0].RuleArn;
        return new Stage(name, definition, listener, rule, groups);
    }

    public static CreateTargetGroupRequest Group(SmokeRegion region, string name) =>
        new() { Name = name, Protocol = "HTTP", Port = 80, VpcId = region.Options.Vpc, TargetType = "ip" };

    public static Action Forward(params (string Group, int Weight)[] groups) => new()
    {
        Type = "forward",
        ForwardConfig = new ForwardActionConfig { TargetGroups = [.. groups.Select(group => new TargetGroupTuple { TargetGroupArn = group.Group, Weight = group.Weight })] },
    };

    /// <summary>Puts a parameter that goes away at the end.</summary>
    public static async Task ParameterAsync(SmokeRegion region, string name)
    {
        await region.Ssm.PutParameterAsync(new PutParameterRequest { Name = name, Value = "x", Type = "String" });
        region.AtEnd($"parameter {name}", () => region.Ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = name }));
    }
}
