using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;

namespace Publican.Faults.Oracles;

/// <summary>When not to write, and that every write follows a look: I17, I26, I29.</summary>
internal sealed class CareOracle(Facts facts, Action<string, string> report) : IOracle
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5), Noticed = TimeSpan.FromSeconds(1.5);
    private DateTimeOffset _lastSweep = DateTimeOffset.MinValue;
    private string? _writtenSinceSweep;

    public void Read(Call call, DateTimeOffset at)
    {
        if (call.Action == "DescribeServices")
            (_lastSweep, _writtenSinceSweep) = (at, null);
    }

    public void Wrote(Write write)
    {
        if (write.IsLate || IsNeighbours(write))
            return;
        // Home again, on an old read: it is absolute, and evidence must not wait for a fresh one.
        var (at, isWayHome) = (write.Before.At, write.After.Weight == 0 && write.Call.Action == "ModifyRule");
        if (at - facts.LifeStartedAt < Facts.ReadLag && !isWayHome)
            report("I29", $"{write.Call.Title} {(at - facts.LifeStartedAt).TotalSeconds:0.0} s after the reconciler started");
        if (facts.Scene.Intents.FirstOrDefault(intent => intent.Verb == Verb.Suspend) is { At: { } since } && at - since > Noticed + (facts.Fault.Kind == FaultKind.Stale ? Facts.ReadLag : TimeSpan.Zero))
            report("I26", $"{write.Call.Title} while the service is suspended");
        if (at - _lastSweep > Fresh)
            report("I17", $"{write.Call.Title} on a read that is {(at - _lastSweep).TotalSeconds:0.0} s old");

        // Settings and attributes of a target group are two calls of one action.
        if (_writtenSinceSweep is { } earlier && !(earlier == "ModifyTargetGroup" && write.Call.Action == "ModifyTargetGroupAttributes"))
            report("I17", $"{write.Call.Title} without a look at what {earlier} did");
        _writtenSinceSweep = write.Call.Action;
    }

    public void Saw(Truth truth, Life life)
    {
    }

    /// <summary>Of another workload, whose own reads its writes follow. The name of a rule tells nobody's.</summary>
    private bool IsNeighbours(Write write)
    {
        if (facts.Neighbours.Count == 0)
            return false;
        var text = Uri.UnescapeDataString(write.Call.Text);
        return text.Contains("listener-rule/", StringComparison.Ordinal)
            ? !Rules(write).Any(arn => text.Contains(arn, StringComparison.Ordinal))
            : facts.Neighbours.Any(name => text.Contains(name, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Rules(Write write) => new[] { write.Before.Production, write.Before.Preview }.OfType<LocalCloud.Elb.Rule>().Select(rule => rule.Arn);
}
