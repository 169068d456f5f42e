using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;

namespace Publican.Faults.Oracles;

/// <summary>What Application Auto Scaling may do to a rollout, and for how long a rollout may hold it back: I4, I23, I24.</summary>
internal sealed class ScalingOracle(Facts facts, Action<string, string> report) : IOracle
{
    /// <summary>A close, the looks that follow, and whatever one fault costs on the way: an old read, a restart with its wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly string[] Counts = ["UpdateService", "CreateService"];
    private DateTimeOffset? _needlessSince;

    public void Wrote(Write write)
    {
        if (write.IsLate || !Counts.Contains(write.Call.Action))
            return;
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            // Within the range a count is the autoscaler's; a rollout may ask for more, and stop what is idle.
            var (before, after) = (write.Before.Sides[colour], write.After.Sides[colour]);
            if (write.Before.Scaling[colour] is not null && before is not null && after is not null && after.Desired < before.Desired)
                report("I23", $"{write.Call.Title} takes tasks from {colour}, {before.Desired} to {after.Desired}, which the autoscaler counts");
        }
    }

    public void Saw(Truth truth, Life life)
    {
        if (truth.S is not { } stable)
            return;
        if (truth.Record.Attempt is not null && truth.Scaling[stable] is { InSuspended: false } && facts.Scene.Manifest.Scaling is not null)
            report("I4", "an attempt is open, and policies may take tasks from the stable side");
        if (truth.Candidate is not { Desired: > 0 } && truth.Scaling[stable.Other()] is not null && truth.Weight == 0)
            report("I23", "an idle side has a scalable target");
        var isNeedless = truth is { Record.Attempt: null, Record.RetireAt: null, Candidate: null or { Desired: 0 } } && truth.Scaling[stable] is { InSuspended: true };
        _needlessSince = isNeedless ? _needlessSince ?? truth.At : null;
        if (_needlessSince is { } since && truth.At - since > Longest)
            report("I24", $"nothing is under way, and for {(truth.At - since).TotalSeconds:0} s no policy may take tasks away");
    }
}
