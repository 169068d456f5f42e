using Publican.Faults.Region;
using Publican.Faults.Runs;

namespace Publican.Faults.Oracles;

/// <summary>The status never says "released" of what is not, nor was a moment ago: I14.</summary>
internal sealed class StatusOracle(Action<string, string> report) : IOracle
{
    private readonly Dictionary<string, DateTimeOffset> _releasedAt = new(StringComparer.Ordinal);

    public void Wrote(Write write)
    {
    }

    public void Saw(Truth truth, Life life)
    {
        if (truth.Stable is { Revision: { } revision } stable && truth.WeightOf(truth.S!.Value) == 100 && stable.Desired > 0 && stable.Healthy >= stable.Desired)
            _releasedAt[revision] = truth.At;
        if (life.Status is not { DesiredRevision: { } desired } status)
            return;
        var isReady = status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });
        if (!isReady && status.Outcome != "Released")
            return;

        // What was read may be as old as reads may be.
        if (!_releasedAt.TryGetValue(desired, out var at) || truth.At - at > Facts.ReadLag)
            report("I14", $"the status says {status.Outcome}, ready {isReady}, of {desired}, but {truth.Stable?.Image} serves with weight {(truth.S is { } s ? truth.WeightOf(s) : 0)}");
        if (truth.Record.BadFor(desired) is { } bad && truth.Stable?.Revision != desired)
            report("I14", $"the status says {status.Outcome} of {desired}, which is quarantined: {bad.Code}");
    }
}
