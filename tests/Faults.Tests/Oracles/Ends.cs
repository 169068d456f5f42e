using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;
using Publican.Observed;

namespace Publican.Faults.Oracles;

/// <summary>Whether a scenario has come to its end: in truth, and in the reconciler's own words.</summary>
internal static class Ends
{
    public static bool IsReached(Ending end, Truth truth, Life life)
    {
        if (life.Status is not { } status || status.Phase != end.Phase || !end.Says(life.Board.Current))
            return false;
        if (end.Stable is null)
            return truth.Production is null && truth.Preview is null;
        var isBad = status.DesiredRevision is { } desired && truth.Record.BadFor(desired) is not null;
        return truth.S is { } stable
            && isBad == end.Bad is not null
            && !(isBad && truth.Unjudged.Contains(status.DesiredRevision!))
            && truth.Sides[stable] is { } side && side.Image == end.Stable && !truth.Unjudged.Contains(side.Revision ?? "")
            && truth.WeightOf(stable) == 100
            && truth.Weight == 0
            && truth is { Record.Attempt: null, Preview: null, Candidate: null or { Desired: 0, Running: 0 } }
            && truth.Scaling[stable.Other()] is null
            && truth.Scaling[stable] is null or { InSuspended: false, Policies: 1 }
            && end.Scaled == (truth.Scaling[stable] is { Policies: 1 } scaled ? $"{scaled.Min}-{scaled.Max}" : null)
            && end.And(truth)
            && (status.Outcome is not null || status.Phase == "Held");
    }
}
