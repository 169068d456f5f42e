using System.Globalization;
using LocalCloud.Protocols;
using LocalCloud.Traffic;

namespace LocalCloud.Faults;

/// <summary>What one call has to suffer.</summary>
/// <param name="StaleFor">How old its answer may be; zero for a fresh one.</param>
internal sealed record Suffering(TimeSpan Delay, AwsException? Error, bool LoseAnswer, bool Down, TimeSpan StaleFor)
{
    public static Suffering None { get; } = new(TimeSpan.Zero, null, false, false, TimeSpan.Zero);
}

/// <summary>The faults in force. Whom a rate hits is drawn with the region's seed, so that a run can be repeated.</summary>
internal sealed class FaultTable(RegionOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SplitMix _random = new((ulong)options.Seed, "faults");
    private List<FaultRule> _rules = [];
    private int _lastId;

    public IReadOnlyList<FaultRule> Active
    {
        get
        {
            lock (_gate) return [.. _rules.Where(rule => !(rule.Until <= time.GetUtcNow()) && rule.Left is not 0)];
        }
    }

    /// <param name="make">Is given the id.</param>
    public FaultRule Add(Func<string, FaultRule> make)
    {
        lock (_gate)
        {
            var rule = make(string.Create(CultureInfo.InvariantCulture, $"f{++_lastId}"));
            _rules = [.. Active, rule];
            return rule;
        }
    }

    public bool Remove(string id)
    {
        lock (_gate) return _rules.RemoveAll(rule => rule.Id == id) > 0;
    }

    public void Clear()
    {
        lock (_gate) _rules = [];
    }

    /// <summary>All matching rules together: delays add up, the first error counts.</summary>
    public Suffering For(WireCall call, string caller)
    {
        lock (_gate)
        {
            if (_rules.Count == 0) return Suffering.None;
            var suffering = Suffering.None;
            for (var index = 0; index < _rules.Count; index++)
            {
                var rule = _rules[index];
                if (!rule.Matches(call, caller, time.GetUtcNow()) || _random.NextDouble() >= rule.Rate) continue;
                if (rule.Left is { } left) _rules[index] = rule with { Left = left - 1 };
                suffering = With(suffering, rule, call);
            }

            return suffering;
        }
    }

    private static Suffering With(Suffering suffering, FaultRule rule, WireCall call) => rule.Kind switch
    {
        FaultKind.Latency => suffering with { Delay = suffering.Delay + rule.Delay },
        FaultKind.Error => suffering with { Error = suffering.Error ?? Refusal(rule, call) },
        FaultKind.LoseAnswer => suffering with { LoseAnswer = true },
        FaultKind.StaleReads => suffering with { StaleFor = rule.Delay },
        _ => suffering with { Down = true },
    };

    private static AwsException Refusal(FaultRule rule, WireCall call) => new(
        rule.Code ?? (call.Service == "ecs" ? "ServerException" : "InternalFailure"), $"The fault {rule.Id} of LocalCloud hit this call", rule.Status);
}
