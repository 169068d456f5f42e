using Publican.Faults.Region;
using Publican.Faults.Runs;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Faults.Oracles;

/// <summary>Who may be given traffic, how much, and when: I1–I3, I6–I9, I12, I13.</summary>
internal sealed class TrafficOracle(Facts facts, Action<string, string> report) : IOracle
{
    /// <summary>Three looks at a rollout's pace.</summary>
    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(1.5);

    /// <summary>Nothing may stay sick with traffic for longer, whatever one fault does: an old read, a failed one and its back-off, the pace.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);

    public void Wrote(Write write)
    {
        var (before, after) = (write.Before, write.After);
        if (after.Production is not null && (before.Production is null || !before.Weights.SequenceEqual(after.Weights)))
            JudgeRule(write);
        if (!write.IsLate && after.Weight > before.Weight && before.S is not null)
            JudgeForward(before, after.Weight);
        if (before.S != after.S)
            JudgeCommit(before, after);
        if (!write.IsLate && facts.Fault.Kind is not (FaultKind.Stale or FaultKind.KilledThenStale) && after.Weight > 0
            && facts.MustComeHomeSince(before) is { } since && before.At - since > Plain)
            report("I12", $"{write.Call.Title} came before the traffic went home, plain since {(before.At - since).TotalSeconds:0.0} s");
    }

    public void Saw(Truth truth, Life life)
    {
        if ((facts.MustComeHomeSince(truth) ?? facts.UnreadySince) is { } since && truth.At - since > Longest && facts.Scene.Intents.All(intent => intent.Verb != Verb.Suspend))
            report("L3", $"{truth.Weight}% stay on {truth.Candidate?.Image}, though it is plain since {(truth.At - since).TotalSeconds:0.0} s that it must lose them");
    }

    private void JudgeRule(Write write)
    {
        var (before, after) = (write.Before, write.After);
        var weights = after.Weights.ToDictionary(group => group.TargetGroupArn, group => group.Weight);
        var pair = new[] { Colour.Blue, Colour.Green }.Select(colour => after.Sides[colour]?.GroupArn).OfType<string>();
        if (weights.Count != 2 || weights.Values.Sum() != 100 || pair.Any(arn => !weights.ContainsKey(arn)))
            report("I1", $"the rule forwards to {string.Join(", ", weights)}");
        if (after.S is not null && after.Weight is > 0 and < 100 && !Steps.IsDeclared(facts.Rollout, after.Weight) && !(write.IsLate && facts.AreTwo))
            report("I1", $"{after.Weight}% is no declared step");
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (after.WeightOf(colour) > before.WeightOf(colour) && before.Sides[colour] is not { Healthy: > 0 } && !write.IsLate)
                report("I2", $"{colour} was given {after.WeightOf(colour)}% and has no healthy target");
        }
    }

    private void JudgeForward(Truth before, int weight)
    {
        var candidate = before.Candidate;
        var revision = candidate?.Revision ?? "-";
        var need = Math.Max(1, (int)Math.Ceiling(weight / 100.0 * before.Capacity));
        if (candidate is null || candidate.Healthy < need)
            report("I3", $"{weight}% with {candidate?.Healthy} healthy targets of {need}");
        if (!before.IsOpen)
            report("I10", $"{weight}% without an attempt for {revision}");
        if (candidate?.Image != facts.Scene.Wanted)
            report("I6", $"{weight}% for {candidate?.Image}, desired is {facts.Scene.Wanted}");
        var isShort = facts.Scene.Intents.Any(intent => intent.Verb == Verb.PromoteFully && intent.Revision == revision) || facts.WasProven(revision);
        if (weight != Steps.After(facts.Rollout, before.Weight) && !(isShort && weight == Steps.All))
            report("I6", $"from {before.Weight}% to {weight}%, which is not the next step");
        var isPromoted = facts.Scene.Intents.Any(intent => intent.Revision == revision && (intent.Verb is Verb.PromoteFully || (intent.Verb == Verb.Promote && intent.Step == before.Weight)));
        if (before.Weight > 0 && !isPromoted && before.At - facts.WeightSince < Steps.Hold(facts.Rollout, before.Weight))
            report("I7", $"{before.Weight}% was held for {(before.At - facts.WeightSince).TotalSeconds:0.0} s only");
        if (before.Record.BadFor(revision) is { } bad)
            report("I9", $"{revision} is quarantined ({bad.Code}) and is given {weight}%");
        if (before.Weight > 0)
            return;
        _starts[revision] = _starts.GetValueOrDefault(revision) + 1;
        if (_starts[revision] > facts.Scene.Desired.Environment.Timing.MaxAttempts + facts.Scene.Intents.Count(intent => intent.Verb == Verb.Retry && intent.Revision == revision))
            report("I8", $"{revision} is given traffic for the {_starts[revision]}th time");
    }

    private void JudgeCommit(Truth before, Truth after)
    {
        if (before.S is null)
        {
            if (after.Stable is not { Healthy: > 0 } || after.WeightOf(after.S!.Value) != 100)
                report("I13", $"{after.S} became stable without all traffic or without healthy targets");
        }
        else if (before.Weight != 100 || before.At - facts.WeightSince < facts.Rollout.Bake)
        {
            report("I13", $"{before.Candidate?.Image} became stable at {before.Weight}%, there for {(before.At - facts.WeightSince).TotalSeconds:0.0} s");
        }
    }
}

internal interface IOracle
{
    /// <summary>After every changing call.</summary>
    void Wrote(Write write);

    /// <summary>At every moment.</summary>
    void Saw(Truth truth, Life life);
}
