using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>What one sweep read of a listener.</summary>
/// <param name="Rules">Rules by service of this environment, those of strangers under <see cref="Strangers"/>; null when the listener does not exist.</param>
/// <param name="LastSeen">Services that had rules there when it was last read; null when this process never read it.</param>
public sealed record ListenerRead(Fact<ILookup<string, Rule>?> Rules, ImmutableHashSet<string>? LastSeen)
{
    public const string Strangers = "";

    /// <summary>
    /// The rules of one service over all listeners of the environment: a route may have left the one its rule stands on, and a rule that
    /// nobody sees would keep its weights while the sides change roles. A listener that cannot be read blinds those it may concern, and nobody else.
    /// </summary>
    /// <param name="routed">Listeners that the service's routes name.</param>
    public static Fact<ServiceRules> RulesOf(string service, IReadOnlyCollection<string> routed, IReadOnlyDictionary<string, ListenerRead> reads, DateTimeOffset now)
    {
        var known = reads.Where(read => read.Value.Rules.Known).Select(read => read.Value).ToList();
        var unread = reads.Where(read => !read.Value.Rules.Known && (routed.Contains(read.Key) || read.Value.MayHold(service)))
            .Select(read => $"the listener {read.Key}: {read.Value.Rules.Error ?? "not read"}")
            .Concat(routed.Where(listener => reads[listener].Rules is { Known: true, Value: null }).Select(gone => $"the listener {gone} does not exist; create it, or correct the environment's outputs"))
            .FirstOrDefault();
        var at = known.Select(read => read.Rules.At).DefaultIfEmpty(now).Min();
        var rules = ServiceRules.Of(known.SelectMany(read => read.Rules.Value?[service] ?? []));
        return unread is not null && rules.Production.IsEmpty
            ? Fact<ServiceRules>.Failed(unread, at)
            : Fact<ServiceRules>.Of(rules with { Unread = unread, Taken = [.. known.SelectMany(read => TakenOn(read, service))] }, at);
    }

    private static IEnumerable<TakenPlace> TakenOn(ListenerRead read, string service) =>
        from owner in read.Rules.Value ?? Enumerable.Empty<IGrouping<string, Rule>>()
        where owner.Key != service
        from rule in owner
        select new TakenPlace(rule.ListenerArn, rule.Priority, owner.Key == Strangers ? null : owner.Key, rule.Arn);

    private bool MayHold(string service) => LastSeen?.Contains(service) != false;
}
