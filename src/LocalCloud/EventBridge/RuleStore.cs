using System.Collections.Immutable;
using LocalCloud.Protocols;

namespace LocalCloud.EventBridge;

/// <summary>The rules of the default event bus, which is the one that AWS's own services write to.</summary>
internal sealed class RuleStore(RegionOptions options)
{
    private ImmutableSortedDictionary<string, EventRule> _rules = ImmutableSortedDictionary.Create<string, EventRule>(StringComparer.Ordinal);

    public IEnumerable<EventRule> All => _rules.Values;

    public bool IsEmpty => _rules.IsEmpty;

    public string ArnOf(string rule) => Arn.Of(options.Region, "events", $"rule/{rule}");

    /// <exception cref="AwsException">ResourceNotFoundException: LocalCloud has the default bus alone.</exception>
    public void RequireDefault(string? bus)
    {
        if (bus is not null and not "default" && bus != Arn.Of(options.Region, "events", "event-bus/default"))
            throw new AwsException("ResourceNotFoundException", $"Event bus {bus} does not exist.");
    }

    public EventRule Find(string? name) => name is not null && _rules.TryGetValue(name, out var rule)
        ? rule
        : throw new AwsException("ResourceNotFoundException", $"Rule {name} does not exist on EventBus default.");

    /// <param name="change">Takes the rule or null; may throw, and may be called again when another write came between.</param>
    public EventRule Put(string name, Func<EventRule?, EventRule> change)
    {
        ImmutableInterlocked.Update(ref _rules, all => all.SetItem(name, change(all.GetValueOrDefault(name))));
        return _rules[name];
    }

    public void Remove(string name) => ImmutableInterlocked.Update(ref _rules, all => all.Remove(name));
}
