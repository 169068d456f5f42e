using System.Collections.Immutable;
using System.Xml.Linq;
using LocalCloud.Protocols;

namespace LocalCloud.Elb;

internal static class ListenerOperations
{
    /// <summary>Idempotent: the same port with the same default action answers the listener that exists.</summary>
    public static Change Create(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("LoadBalancerArn", "Protocol", "Port", "DefaultActions", "Tags");
        var balancer = state.LoadBalancer(input.Arn("LoadBalancerArn", ElbArn.IsLoadBalancer, "load balancer"));
        RequireHttp(input["Protocol"] ?? throw ElbInput.Invalid("A listener protocol must be specified"));
        var port = input.Int("Port", 1, 65535) ?? throw ElbInput.Invalid("A listener port must be specified");
        var action = ActionInput.Read(input, "DefaultActions");
        var tags = ElbTags.Read(input);

        if (state.ListenersOf(balancer.Arn).FirstOrDefault(listener => listener.Port == port) is { } existing)
        {
            return Same(existing.Default.Action, action)
                ? new Change(state, Answer([existing]))
                : throw new AwsException("DuplicateListener", $"A listener already exists on port {port} of load balancer '{balancer.Arn}'");
        }

        if (state.ListenersOf(balancer.Arn).Count() >= RuleLimits.ListenersPerLoadBalancer)
            throw new AwsException("TooManyListeners", $"A load balancer can have at most {RuleLimits.ListenersPerLoadBalancer} listeners");
        RuleLimits.RequireUsable(state, action, balancer.Arn);

        var arn = ElbArn.Listener(balancer.Arn, environment.NewId());
        var created = new Listener(
            arn, balancer.Arn, environment.NextSequence(), port,
            new Rule(ElbArn.Rule(arn, environment.NewId()), Rule.DefaultPriority, [], action, ImmutableSortedDictionary<string, string>.Empty),
            ImmutableSortedDictionary<int, Rule>.Empty, tags);
        return new Change(state.With(created), Answer([created]));
    }

    public static Change Modify(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("ListenerArn", "Protocol", "Port", "DefaultActions");
        var listener = state.Listener(input.Arn("ListenerArn", ElbArn.IsListener, "listener"));
        if (input["Protocol"] is { } protocol) RequireHttp(protocol);
        if (input.Int("Port") is { } port && port != listener.Port)
            throw new AwsException("InvalidConfigurationRequest", $"LocalCloud does not move a listener from port {listener.Port} to {port}. Create another one.");
        if (!input.Has("DefaultActions")) return new Change(state, Answer([listener]));
        var action = ActionInput.Read(input, "DefaultActions");
        RuleLimits.RequireUsable(state, action, listener.LoadBalancerArn);
        var modified = listener.With(listener.Default with { Action = action });
        return new Change(state.With(modified), Answer([modified]));
    }

    public static XElement Describe(ElbState state, QueryInput input)
    {
        input.AllowOnly("LoadBalancerArn", "ListenerArns", "Marker", "PageSize");
        var (balancer, arns) = (input["LoadBalancerArn"], input.Strings("ListenerArns"));
        if (balancer is null == (arns.Count == 0)) throw ElbInput.Invalid("You must specify either listener ARNs or a load balancer ARN");
        var found = balancer is null ? arns.Distinct().Select(state.Listener) : state.ListenersOf(state.LoadBalancer(balancer).Arn);
        var page = Page<Listener>.Of(found, listener => listener.Sequence, input);
        var result = Answer(page.Items);
        result.Add(page.NextMarker);
        return result;
    }

    public static Change Delete(ElbState state, QueryInput input, ElbEnvironment environment)
    {
        input.AllowOnly("ListenerArn");
        var listener = state.Listener(input.Arn("ListenerArn", ElbArn.IsListener, "listener"));
        return new Change(state with { Listeners = state.Listeners.Remove(listener.Arn) }, Xml.Result());
    }

    private static void RequireHttp(string protocol)
    {
        if (protocol != "HTTP")
            throw new AwsException("UnsupportedProtocol", $"LocalCloud's listeners speak HTTP, not '{protocol}': there are no certificates on this machine");
    }

    private static bool Same(RuleAction left, RuleAction right) => XNode.DeepEquals(RuleXml.Actions("Actions", left), RuleXml.Actions("Actions", right));

    private static XElement Answer(IEnumerable<Listener> listeners) => Xml.Result(Xml.List("Listeners", listeners, listener => [
        new XElement("ListenerArn", listener.Arn),
        new XElement("LoadBalancerArn", listener.LoadBalancerArn),
        new XElement("Port", listener.Port),
        new XElement("Protocol", "HTTP"),
        RuleXml.Actions("DefaultActions", listener.Default.Action)]));
}
