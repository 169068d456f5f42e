using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using LocalCloud.Elb;
using Publican.Faults.Region;
using Publican.Observed;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Publican.Faults.Routes;

/// <summary>More listeners than the one that every region is bootstrapped with.</summary>
internal static class Listeners
{
    /// <summary>On the same load balancer.</summary>
    /// <returns>Its ARN.</returns>
    public static async Task<string> AddAsync(Stage stage, string name, int port)
    {
        var elb = stage.Hands.LoadBalancing;
        var balancers = await elb.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest());
        var made = await elb.CreateListenerAsync(new CreateListenerRequest
        {
            LoadBalancerArn = balancers.LoadBalancers[0].LoadBalancerArn, Protocol = ProtocolEnum.HTTP, Port = port,
            DefaultActions = [new Action { Type = ActionTypeEnum.FixedResponse, FixedResponseConfig = new FixedResponseActionConfig { StatusCode = "404" } }],
        });
        await NameAsync(stage, name, made.Listeners[0].ListenerArn);
        return made.Listeners[0].ListenerArn;
    }

    /// <summary>Among the environment's outputs.</summary>
    public static Task NameAsync(Stage stage, string name, string arn) => stage.Hands.Parameters.PutParameterAsync(
        new PutParameterRequest { Name = $"/publican/local/listeners/{name}", Value = arn, Type = ParameterType.String, Overwrite = true });

    /// <summary>Production rules as they really are, in the order in which a step is written: where each stands, and the weight of each group.</summary>
    public static IReadOnlyList<(string Place, IReadOnlyList<WeightedGroup> Groups)> RulesOf(Stage stage, string service = Stage.App) =>
    [
        .. stage.Balancers.Current.Listeners.Values.OrderBy(listener => listener.Arn, StringComparer.Ordinal)
            .SelectMany(listener => listener.Rules.Values, (listener, rule) => (listener.Port, Rule: rule))
            .Where(one => one.Rule.Tags.GetValueOrDefault(OwnerTags.Service) == service && one.Rule.Tags.GetValueOrDefault(OwnerTags.Rule) == "production")
            .Select(one => ($"{one.Port}/{one.Rule.Priority}", (IReadOnlyList<WeightedGroup>)((ForwardAction)one.Rule.Action).Groups)),
    ];
}
