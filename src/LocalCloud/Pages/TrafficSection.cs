using System.Globalization;
using System.Xml.Linq;
using LocalCloud.Elb;

namespace LocalCloud.Pages;

/// <summary>Load balancers, their rules with weights as bars, and the health of the targets behind them.</summary>
internal static class TrafficSection
{
    public static XElement Render(Overview overview)
    {
        var balancers = overview.Balancing.LoadBalancers.Values.OrderBy(balancer => balancer.Name, StringComparer.Ordinal).ToList();
        return Html.Section(
            "Traffic",
            balancers.Count == 0 ? Html.Of("p", "none", "No load balancer yet.") : null,
            balancers.SelectMany(balancer => overview.Balancing.ListenersOf(balancer.Arn).Select(listener => Listener(overview, balancer, listener))).ToArray());
    }

    private static XElement Listener(Overview overview, LoadBalancer balancer, Listener listener) => Html.Of(
        "div", "scroll",
        Html.Of("h3", null, string.Create(CultureInfo.InvariantCulture, $"{balancer.Name} at http://{balancer.Address}:{listener.Port}")),
        Html.Table(["priority", "when", "then", "targets"], listener.AllRules.Select(rule => new object?[]
        {
            rule.IsDefault ? "default" : rule.Priority,
            OverviewPage.Mono(string.Join(" and ", rule.Conditions.Select(Condition))),
            Action(overview, rule.Action),
            ElbState.GroupsOf(rule.Action).Select(group => Targets(overview, group)).ToArray(),
        })));

    private static XElement Action(Overview overview, RuleAction action)
    {
        if (action is not ForwardAction forward)
        {
            return Html.Of("span", null, action switch
            {
                FixedResponseAction answer => $"answers {answer.StatusCode}",
                RedirectAction redirect => $"redirects to {redirect.Protocol}://{redirect.Host}:{redirect.Port}{redirect.Path}",
                _ => action.GetType().Name,
            });
        }

        var total = forward.Groups.Sum(group => group.Weight);
        return Html.Of(
            "div", null,
            Html.Of("div", "bars", [.. forward.Groups.Where(group => group.Weight > 0).Select(group =>
                Html.Bar(Colour(overview, group.TargetGroupArn), 100.0 * group.Weight / total, Share(overview, group, total)))]),
            Html.Of("span", "mono", string.Join(", ", forward.Groups.Select(group => $"{Name(overview, group.TargetGroupArn)} {group.Weight}"))));
    }

    private static string Share(Overview overview, WeightedGroup group, int total) =>
        string.Create(CultureInfo.InvariantCulture, $"{Name(overview, group.TargetGroupArn)} {100.0 * group.Weight / total:0.#}%");

    private static XElement Targets(Overview overview, string group)
    {
        var targets = overview.TargetsOf.GetValueOrDefault(group) ?? [];
        return Html.Of(
            "div", null,
            $"{Name(overview, group)}: ",
            targets.Count == 0
                ? Html.Of("span", "none", "no targets")
                : targets.Select(target => Html.Chip(
                    target.Health.State switch { "healthy" => "good", "unhealthy" => "bad", _ => "wait" }, $"{target.Target} {target.Health.State}", target.Health.Description)).ToArray());
    }

    /// <summary>By the name, so that a group has the same colour in every rule, and of a pair blue is blue.</summary>
    private static string Colour(Overview overview, string group) => string.Create(
        CultureInfo.InvariantCulture,
        $"c{overview.Balancing.TargetGroups.Values.OrderBy(candidate => candidate.Name, StringComparer.Ordinal).Select(candidate => candidate.Arn).ToList().IndexOf(group) % 5}");

    private static string Name(Overview overview, string group) => overview.Balancing.TargetGroups.GetValueOrDefault(group)?.Name ?? group;

    private static string Condition(RuleCondition condition) => condition switch
    {
        HostHeaderCondition host => $"host {string.Join("|", host.Values)}",
        PathPatternCondition path => $"path {string.Join("|", path.Values)}",
        HttpHeaderCondition header => $"{header.Name}: {string.Join("|", header.Values)}",
        RequestMethodCondition method => string.Join("|", method.Values),
        QueryStringCondition query => $"query {string.Join("|", query.Values.Select(pair => $"{pair.Key}={pair.Value}"))}",
        _ => condition.GetType().Name,
    };
}
