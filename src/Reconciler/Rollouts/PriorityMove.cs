using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// Where a production rule goes whose priority is not the desired one. ELB refuses a priority that is in use, so two services that swap theirs
/// would wait for each other for ever: the one whose place is wanted steps aside, to a free place that changes nobody's order.
/// </summary>
/// <param name="Priority">Null while it must wait.</param>
/// <param name="By">Whose rule is in the way; null when nothing is.</param>
internal sealed record PriorityMove(int? Priority, TakenPlace? By)
{
    private const int Last = 49_999; // 25000 and the highest priority of a route

    public static PriorityMove Of(View view, ResolvedRoute route, Rule rule)
    {
        var taken = view.Seen.Rules.Value!.Taken.Where(place => place.ListenerArn == rule.ListenerArn).ToList();
        if (taken.Find(place => place.Priority == route.ProductionPriority) is not { } by)
            return new(route.ProductionPriority, null);
        var isWanted = view.Target.WantedByOthers.Contains((rule.ListenerArn, rule.Priority));
        return new(isWanted ? Aside(view, rule, [.. taken.Select(place => place.Priority)]) : null, by);
    }

    /// <summary>A free place between the rules before and behind it; null where there is none.</summary>
    private static int? Aside(View view, Rule rule, HashSet<int> taken)
    {
        taken.UnionWith(view.Production.Where(own => own.ListenerArn == rule.ListenerArn && own.Arn != rule.Arn).Select(own => own.Priority));
        var behind = Enumerable.Range(rule.Priority + 1, Math.Max(0, Last - rule.Priority)).TakeWhile(priority => !taken.Contains(priority));
        var before = Enumerable.Range(1, Math.Max(0, rule.Priority - Names.ProductionPriority - 1)).Select(step => rule.Priority - step).TakeWhile(priority => !taken.Contains(priority));
        return behind.Concat(before).Where(IsNobodys).Select(priority => (int?)priority).FirstOrDefault();

        bool IsNobodys(int priority) => !view.Target.WantedByOthers.Contains((rule.ListenerArn, priority))
            && view.Target.Routes.All(route => route.ListenerArn != rule.ListenerArn || route.ProductionPriority != priority);
    }
}
