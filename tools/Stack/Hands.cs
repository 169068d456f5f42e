using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Task = System.Threading.Tasks.Task;

namespace Publican.Stack;

/// <summary>AWS clients of a person at the local region: not the reconciler's credentials, so that the call log tells them apart.</summary>
public sealed class Hands : IDisposable
{
    public const string Cluster = "publican-local", Region = "eu-west-1";

    /// <summary>25000 and the route's priority in desired-state/local/beer-api.yaml.</summary>
    private const string ProductionPriority = "25100";

    public Hands(Uri endpoint)
    {
        var credentials = new BasicAWSCredentials("a-person", "local");
        Ecs = new AmazonECSClient(credentials, Configured(new AmazonECSConfig()));
        LoadBalancing = new AmazonElasticLoadBalancingV2Client(credentials, Configured(new AmazonElasticLoadBalancingV2Config()));
        Parameters = new AmazonSimpleSystemsManagementClient(credentials, Configured(new AmazonSimpleSystemsManagementConfig()));

        T Configured<T>(T config)
            where T : ClientConfig
        {
            (config.ServiceURL, config.AuthenticationRegion) = (endpoint.ToString(), Region);
            return config;
        }
    }

    public IAmazonECS Ecs { get; }

    public IAmazonElasticLoadBalancingV2 LoadBalancing { get; }

    public IAmazonSimpleSystemsManagement Parameters { get; }

    /// <summary>Makes what terraform-bootstrap would: cluster, load balancer, listener that answers 404, and the outputs in SSM.</summary>
    /// <returns>Where the load balancer listens.</returns>
    public async Task<Uri> BootstrapAsync(int listenerPort, string databaseUrl)
    {
        await Ecs.CreateClusterAsync(new CreateClusterRequest { ClusterName = Cluster });
        var balancer = (await LoadBalancing.CreateLoadBalancerAsync(
            new CreateLoadBalancerRequest { Name = "public", Subnets = ["subnet-a", "subnet-b"] })).LoadBalancers[0];
        var listener = (await LoadBalancing.CreateListenerAsync(new CreateListenerRequest
        {
            LoadBalancerArn = balancer.LoadBalancerArn,
            Protocol = ProtocolEnum.HTTP,
            Port = listenerPort,
            DefaultActions =
            [
                new Amazon.ElasticLoadBalancingV2.Model.Action
                {
                    Type = ActionTypeEnum.FixedResponse,
                    FixedResponseConfig = new FixedResponseActionConfig { StatusCode = "404", ContentType = "text/plain", MessageBody = "no service is routed here" },
                },
            ],
        })).Listeners[0];

        var outputs = new Dictionary<string, string>
        {
            ["cluster"] = Cluster,
            ["vpc"] = "vpc-local",
            ["subnets"] = "subnet-a,subnet-b",
            ["security-groups"] = "sg-local",
            ["listeners/public"] = listener.ListenerArn,
            ["roles/execution"] = "arn:aws:iam::000000000000:role/publican-local-execution",
            ["roles/task"] = "arn:aws:iam::000000000000:role/publican-local-task",
            ["log-group"] = "/publican/local",
        };
        foreach (var (name, value) in outputs)
            await PutAsync(name, value, ParameterType.String);
        await PutAsync("beer-api/database-url", databaseUrl, ParameterType.SecureString);
        return new Uri($"http://{balancer.DNSName}:{listenerPort}");
    }

    /// <summary>The rule that the public comes through; there is one listener and one routed service.</summary>
    public async Task<Rule> ProductionRuleAsync()
    {
        var balancers = await LoadBalancing.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest());
        var listeners = await LoadBalancing.DescribeListenersAsync(new DescribeListenersRequest { LoadBalancerArn = balancers.LoadBalancers[0].LoadBalancerArn });
        var rules = await LoadBalancing.DescribeRulesAsync(new DescribeRulesRequest { ListenerArn = listeners.Listeners[0].ListenerArn });
        return rules.Rules.Single(rule => rule.Priority == ProductionPriority);
    }

    /// <summary>Gives one of the two target groups this percentage of the traffic, and the other the rest.</summary>
    public async Task GiveAsync(string targetGroup, int weight)
    {
        var rule = await ProductionRuleAsync();
        foreach (var group in rule.Actions[0].ForwardConfig.TargetGroups)
            group.Weight = group.TargetGroupArn == targetGroup ? weight : 100 - weight;
        rule.Actions[0].TargetGroupArn = null;
        await LoadBalancing.ModifyRuleAsync(new ModifyRuleRequest { RuleArn = rule.RuleArn, Actions = rule.Actions });
    }

    public void Dispose()
    {
        Ecs.Dispose();
        LoadBalancing.Dispose();
        Parameters.Dispose();
    }

    private Task<PutParameterResponse> PutAsync(string name, string value, ParameterType type) =>
        Parameters.PutParameterAsync(new PutParameterRequest { Name = $"/publican/local/{name}", Value = value, Type = type, Overwrite = true });
}
