using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Task = System.Threading.Tasks.Task;

namespace Publican.Stack;

/// <summary>AWS clients of a person at the local region: not the reconciler's credentials, so that the call log tells them apart.</summary>
public sealed class Hands : IDisposable
{
    public const string Cluster = "publican-local", Region = "eu-west-1";

    public const string ClusterArn = $"arn:aws:ecs:{Region}:000000000000:cluster/{Cluster}";

    private const string LogGroup = "/publican/local";

    /// <summary>Lets tasks of ECS take the role, as terraform-bootstrap writes it.</summary>
    private const string TrustOfTasks =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    /// <summary>25000 and the route's priority in desired-state/local/beer-api.yaml.</summary>
    private const string ProductionPriority = "25100";

    public Hands(Uri endpoint)
    {
        var credentials = new BasicAWSCredentials("a-person", "local");
        Ecs = new AmazonECSClient(credentials, Configured(new AmazonECSConfig()));
        LoadBalancing = new AmazonElasticLoadBalancingV2Client(credentials, Configured(new AmazonElasticLoadBalancingV2Config()));
        Parameters = new AmazonSimpleSystemsManagementClient(credentials, Configured(new AmazonSimpleSystemsManagementConfig()));
        Logs = new AmazonCloudWatchLogsClient(credentials, Configured(new AmazonCloudWatchLogsConfig()));
        Roles = new AmazonIdentityManagementServiceClient(credentials, Configured(new AmazonIdentityManagementServiceConfig()));

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

    public IAmazonCloudWatchLogs Logs { get; }

    public IAmazonIdentityManagementService Roles { get; }

    /// <summary>Makes what terraform-bootstrap would: cluster, roles, log group, load balancer, listener that answers 404, and the outputs in SSM.</summary>
    /// <returns>Where the load balancer listens.</returns>
    public async Task<Uri> BootstrapAsync(int listenerPort, string databaseUrl)
    {
        await Ecs.CreateClusterAsync(new CreateClusterRequest { ClusterName = Cluster });
        var execution = await CreateRoleAsync("publican-local-execution");
        var task = await CreateRoleAsync("publican-local-task");
        await Logs.CreateLogGroupAsync(new CreateLogGroupRequest { LogGroupName = LogGroup });
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
            ["roles/execution"] = execution,
            ["roles/task"] = task,
            ["log-group"] = LogGroup,
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
        Logs.Dispose();
        Roles.Dispose();
    }

    private async Task<string> CreateRoleAsync(string name) =>
        (await Roles.CreateRoleAsync(new CreateRoleRequest { RoleName = name, AssumeRolePolicyDocument = TrustOfTasks })).Role.Arn;

    private Task<PutParameterResponse> PutAsync(string name, string value, ParameterType type) =>
        Parameters.PutParameterAsync(new PutParameterRequest { Name = $"/publican/local/{name}", Value = value, Type = type, Overwrite = true });
}
