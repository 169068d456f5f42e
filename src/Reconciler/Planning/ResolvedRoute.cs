using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>A route with its listener resolved: where its rules stand and what they match.</summary>
/// <param name="TestListenerArn">Where the candidate is reached without a header; null where it needs one.</param>
public sealed record ResolvedRoute(RouteSpec Spec, string ListenerArn, string? TestListenerArn = null)
{
    public int ProductionPriority => Names.ProductionPriority + Spec.Priority;

    public string PreviewListenerArn => TestListenerArn ?? ListenerArn;

    public int PreviewPriority => Spec.Priority;

    /// <summary>For people, where a service has several.</summary>
    public string Label => $"{Spec.Listener}/{Spec.Priority}";

    public bool IsProduction(Rule rule) => rule.ListenerArn == ListenerArn && rule.Priority == ProductionPriority && HasConditionsOf(rule);

    public bool IsPreview(Rule rule) => rule.ListenerArn == PreviewListenerArn && rule.Priority == PreviewPriority && HasConditionsOf(rule)
        && rule.PreviewHeader is null == TestListenerArn is not null;

    public bool HasConditionsOf(Rule rule) => AreSame(rule.Hosts, Spec.Hosts) && AreSame(rule.Paths, Spec.Paths);

    private static bool AreSame(ImmutableArray<string> one, ImmutableArray<string> other) => one.Length == other.Length && one.All(other.Contains);
}
