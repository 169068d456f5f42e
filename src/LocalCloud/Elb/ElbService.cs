using System.Collections.Frozen;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Elastic Load Balancing v2: application load balancers with HTTP listeners and targets of type ip.</summary>
internal sealed class ElbService(ElbStore store, ElbEnvironment environment, TargetOperations targets) : IQueryService
{
    private static readonly FrozenDictionary<string, WriteOperation> Writes = new Dictionary<string, WriteOperation>
    {
        ["CreateLoadBalancer"] = LoadBalancerOperations.Create,
        ["DeleteLoadBalancer"] = LoadBalancerOperations.Delete,
        ["ModifyLoadBalancerAttributes"] = AttributeOperations.ModifyOfLoadBalancer,
        ["CreateListener"] = ListenerOperations.Create,
        ["ModifyListener"] = ListenerOperations.Modify,
        ["DeleteListener"] = ListenerOperations.Delete,
        ["CreateRule"] = RuleOperations.Create,
        ["ModifyRule"] = RuleOperations.Modify,
        ["DeleteRule"] = RuleOperations.Delete,
        ["SetRulePriorities"] = RuleOperations.SetPriorities,
        ["CreateTargetGroup"] = TargetGroupOperations.Create,
        ["ModifyTargetGroup"] = TargetGroupOperations.Modify,
        ["DeleteTargetGroup"] = TargetGroupOperations.Delete,
        ["ModifyTargetGroupAttributes"] = AttributeOperations.ModifyOfTargetGroup,
        ["AddTags"] = TagOperations.Add,
        ["RemoveTags"] = TagOperations.Remove,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, ReadOperation> _reads = new Dictionary<string, ReadOperation>
    {
        ["DescribeLoadBalancers"] = LoadBalancerOperations.Describe(environment.Region),
        ["DescribeLoadBalancerAttributes"] = AttributeOperations.DescribeOfLoadBalancer,
        ["DescribeListeners"] = ListenerOperations.Describe,
        ["DescribeRules"] = RuleOperations.Describe,
        ["DescribeTargetGroups"] = TargetGroupOperations.Describe,
        ["DescribeTargetGroupAttributes"] = AttributeOperations.DescribeOfTargetGroup,
        ["DescribeTags"] = TagOperations.Describe,
        ["DescribeAccountLimits"] = AccountLimits.Describe,
        ["DescribeTargetHealth"] = targets.DescribeHealth,

        // Targets are not part of the state: they come and go, and their health changes, by themselves.
        ["RegisterTargets"] = targets.Register,
        ["DeregisterTargets"] = targets.Deregister,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public string Version => "2015-12-01";

    public string Name => "elasticloadbalancing";

    public XNamespace Namespace => "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";

    public async ValueTask<XElement> InvokeAsync(string action, QueryInput input, CancellationToken cancel)
    {
        if (_reads.TryGetValue(action, out var read)) return read(store.Current, input);
        if (!Writes.TryGetValue(action, out var write))
        {
            throw new AwsException(
                "InvalidAction",
                $"LocalCloud does not support elasticloadbalancing {action}. It supports {string.Join(", ", Writes.Keys.Concat(_reads.Keys).Order(StringComparer.Ordinal))}.");
        }

        return await store.ChangeAsync(
            state =>
            {
                var change = write(state, input, environment);
                return (change.State, change.Result);
            },
            cancel);
    }
}
