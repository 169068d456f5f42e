using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;

namespace Publican.Faults.Oracles;

/// <summary>The way back stays open, and nothing that serves is changed or stopped: I4, I5, I11, and targets behind every weight.</summary>
internal sealed class CapacityOracle(Facts facts, Action<string, string> report) : IOracle
{
    public void Wrote(Write write)
    {
        // Nobody can keep back the call of a leader that was stopped right before the wire. What stays of it is the end's business.
        if (write.IsLate && facts.AreTwo)
            return;
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (write.Before.Sides[colour] is { } side)
                JudgeChange(write, colour, side, write.After.Sides[colour]);
        }
    }

    public void Saw(Truth truth, Life life)
    {
        if (truth.Stable is not { } stable)
            return;
        if (truth.Record.Attempt is not null)
        {
            if (stable.Running < truth.Capacity)
                report("I4", $"an attempt is open and the stable side runs {stable.Running} of {truth.Capacity}");
            if (facts.StableDefinition is { } definition && stable.DefinitionArn != definition)
                report("I4", $"an attempt is open and the stable side went from {definition} to {stable.DefinitionArn}");
        }

        if (truth.Weight > 0 && (stable.Healthy < truth.Capacity || stable.Running < truth.Capacity))
            report("I11", $"the candidate has {truth.Weight}%, and home are {stable.Healthy} healthy and {stable.Running} running of {truth.Capacity}");
        if (truth.Production is not null && truth.WeightOf(truth.S!.Value) > 0 && stable.Healthy == 0)
            report("I2", "traffic goes to a stable side without healthy targets");
    }

    private void JudgeChange(Write write, Colour colour, Side before, Side? after)
    {
        var isChanged = after is null || after.DefinitionArn != before.DefinitionArn || after.DeploymentId != before.DeploymentId;
        var isLess = after is not null && after.Desired < before.Desired;
        if (!isChanged && !isLess)
            return;

        // Another count that people asked for applies live, as long as no attempt counts on the old one.
        if (!isChanged && colour == write.Before.S && write.Before.Record.Attempt is null && after!.Desired == facts.Scene.Manifest.Replicas)
            return;

        // A range that people made smaller takes its tasks away when nothing counts on them any more.
        if (!isChanged && facts.Scene.Manifest.Scaling is not null && write.Call.Action == "RegisterScalableTarget" && colour == write.Before.S && write.Before.Record.Attempt is null)
            return;
        if (write.Before.WeightOf(colour) > 0)
            report("I5", $"{write.Call.Title} on {colour}, which has {write.Before.WeightOf(colour)}%");
        else if (before.Running > 0 && write.Before.At - facts.WithoutTrafficSince(colour) < Facts.Drain)
            report("I5", $"{write.Call.Title} on {colour}, without traffic for {(write.Before.At - facts.WithoutTrafficSince(colour)).TotalSeconds:0.0} s only");
    }
}
