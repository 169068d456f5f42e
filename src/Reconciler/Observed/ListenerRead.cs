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
        var concerned = reads.Where(read => read.Value.Rules.Known || routed.Contains(read.Key) || read.Value.MayHold(service)).ToList();
        if (concerned.Find(read => !read.Value.Rules.Known) is { Value: { } unknown } unread)
            return Fact<ServiceRules>.Failed($"the listener {unread.Key}: {unknown.Rules.Error ?? "not read"}", unknown.Rules.At);
        var at = concerned.Select(read => read.Value.Rules.At).DefaultIfEmpty(now).Min();
        return routed.FirstOrDefault(listener => reads[listener].Rules.Value is null) is { } gone
            ? Fact<ServiceRules>.Failed($"the listener {gone} does not exist; create it, or correct the environment's outputs", at)
            : Fact<ServiceRules>.Of(
                ServiceRules.Of(concerned.SelectMany(read => read.Value.Rules.Value?[service] ?? [])) with { Taken = [.. concerned.SelectMany(read => TakenOn(read.Value, service))] }, at);
    }

    private static IEnumerable<TakenPlace> TakenOn(ListenerRead read, string service) =>
        from owner in read.Rules.Value ?? Enumerable.Empty<IGrouping<string, Rule>>()
        where owner.Key != service
        from rule in owner
        select new TakenPlace(rule.ListenerArn, rule.Priority, owner.Key == Strangers ? null : owner.Key, rule.Arn);

    private bool MayHold(string service) => LastSeen?.Contains(service) != false;
}
