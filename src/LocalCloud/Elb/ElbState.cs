using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

/// <summary>Everything ELBv2 knows but who the targets are. Operations make a new state from an old one; nothing changes in place.</summary>
public sealed record ElbState(
    ImmutableDictionary<string, LoadBalancer> LoadBalancers,
    ImmutableDictionary<string, Listener> Listeners,
    ImmutableDictionary<string, TargetGroup> TargetGroups)
{
    // Asked at every call about target groups, and the same until a rule changes.
    private static readonly ConditionalWeakTable<ImmutableDictionary<string, Listener>, Dictionary<string, string>> Known = [];

    public static ElbState Empty { get; } = new(
        ImmutableDictionary<string, LoadBalancer>.Empty,
        ImmutableDictionary<string, Listener>.Empty,
        ImmutableDictionary<string, TargetGroup>.Empty);

    public LoadBalancer LoadBalancer(string arn) => LoadBalancers.GetValueOrDefault(arn)
        ?? throw new AwsException("LoadBalancerNotFound", $"Load balancer '{arn}' not found");

    public Listener Listener(string arn) => Listeners.GetValueOrDefault(arn)
        ?? throw new AwsException("ListenerNotFound", $"One or more listeners not found: '{arn}'");

    public TargetGroup TargetGroup(string arn) => TargetGroups.GetValueOrDefault(arn)
        ?? throw new AwsException("TargetGroupNotFound", $"One or more target groups not found: '{arn}'");

    public (Listener Listener, Rule Rule) Rule(string arn) =>
        ElbArn.ListenerOfRule(arn) is { } listenerArn && Listeners.TryGetValue(listenerArn, out var listener) && listener.Find(arn) is { } rule
            ? (listener, rule)
            : throw new AwsException("RuleNotFound", $"One or more rules not found: '{arn}'");

    public IEnumerable<Listener> ListenersOf(string loadBalancerArn) =>
        Listeners.Values.Where(listener => listener.LoadBalancerArn == loadBalancerArn).OrderBy(listener => listener.Sequence);

    public ElbState With(Listener listener) => this with { Listeners = Listeners.SetItem(listener.Arn, listener) };

    public ElbState With(TargetGroup group) => this with { TargetGroups = TargetGroups.SetItem(group.Arn, group) };

    public ElbState With(LoadBalancer balancer) => this with { LoadBalancers = LoadBalancers.SetItem(balancer.Arn, balancer) };

    /// <summary>For each target group that an action names: the load balancer it belongs to. AWS allows one, weight 0 counts too.</summary>
    public IReadOnlyDictionary<string, string> Associations() => Known.GetValue(Listeners, AssociationsOf);

    private static Dictionary<string, string> AssociationsOf(ImmutableDictionary<string, Listener> listeners)
    {
        var associations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var listener in listeners.Values)
        {
            foreach (var group in listener.AllRules.SelectMany(rule => GroupsOf(rule.Action)))
                associations[group] = listener.LoadBalancerArn;
        }

        return associations;
    }

    public static IEnumerable<string> GroupsOf(RuleAction action) =>
        action is ForwardAction forward ? forward.Groups.Select(group => group.TargetGroupArn) : [];
}
