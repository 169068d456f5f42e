using Publican.Observed;
using Publican.Planning;

namespace Publican.Tests.Rollouts.Model;

/// <summary>
/// The invariants of section 5 that a state can break, whatever write led there. What a person or a late call of a leader that was gone did
/// to the traffic is their doing, and is judged by how it ends; that a stable side fell sick is nobody's.
/// </summary>
internal sealed class StateJudge(Machine machine, Violations violations)
{
    private static readonly Colour[] Sides = [Colour.Blue, Colour.Green];

    public void Judge(World world)
    {
        if (world.Disturbed)
            return;
        var record = world.Read();
        Check("I2", Sides.All(side => world.WeightOf(side) == 0 || (world.Count[side] > 0 && world.Revision[side] is { } runs && machine.Kinds[runs] != Kind.NeverHealthy)));
        Check("I8", world.FirstTraffic.Values.All(times => times <= Sample.Timing.MaxAttempts));
        Check("I9", Sides.All(side => world.WeightOf(side) == 0 || record.BadFor(world.Revision[side] ?? "-") is null));
        if (record.Stable is not { } stable)
        {
            Check("I1", world.WeightOf(Colour.Green) == 0);
            return;
        }

        var candidate = stable.Other();
        var (weight, runsOnIt, proven) = (world.WeightOf(candidate), world.Revision[candidate], world.Revision[stable] ?? "-");
        var isWhole = world.Count[stable] >= (record.Attempt?.Capacity ?? 1) && (record.StableRevision is null || record.StableRevision == proven);
        Check("I1", new[] { Sample.Rule, Sample.SecondRule }.All(rule => world.WeightOn(rule, candidate) is 0 or 10 or 50 or 100));
        Check("I13", machine.Kinds[proven] == Kind.Good || (machine.Kinds[proven] == Kind.BadUnderTraffic && world.RuleRevision == proven));
        Check("I4", record.Attempt is not { } open || open.Revision != runsOnIt || isWhole);
        Check("I4: scale-in is suspended", record.Attempt is null || record.Attempt.Revision != runsOnIt || Sides.All(side => world.Scaling[side] is null or { InSuspended: true }));
        Check("I23", Sides.All(side => world.Scaling[side] is not { } scaled || (world.Count[side] >= scaled.Min && world.Count[side] <= scaled.Max)));
        Check("an idle side is not scaled", world.Scaling[candidate] is null || world.Count[candidate] > 0);
        if (weight == 0)
            return;

        // A way home that was decided on a read from before the commit: all of it is on the side that was stable until then, and comes back when reads are fresh.
        if (record is { Attempt: null, RetireAt: not null } && weight == 100 && isWhole && machine.IsHealthy(world, candidate))
            return;
        Check("I5", record.Attempt is { } attempt && world.Count[candidate] >= Math.Ceiling(weight / 100.0 * attempt.Capacity));
        Check("I10", record.Attempt?.Revision == runsOnIt);
        Check("I11", isWhole && (machine.IsHealthy(world, stable) || world.Ails[stable] != Ailment.None));

        void Check(string invariant, bool holds) => violations.Check($"{invariant} in every state", holds, record.Attempt?.ToString() ?? "no attempt", world);
    }

    /// <summary>What a call changed, whatever it is called.</summary>
    public void JudgeChange(World before, World after, PlannedAction action)
    {
        if (before.Read().Stable is { } stable && after.Read().Stable is var next && next != stable)
            violations.Check("I13 whatever the write is called", (next is { } side && before.ServesAll(side)) || before.Disturbed, action, before);
        violations.Check(
            "I5 whatever the call is",
            Sides.All(side => before.WeightOf(side) == 0 || (after.Revision[side] == before.Revision[side] && after.Count[side] >= before.Count[side])),
            action,
            before);
    }
}
