using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>
/// A leader that was stopped goes on. Its late call is right by itself, and what it did to the world as it is now is put right by the
/// leader in two passes; a second call is one too many (I27).
/// </summary>
internal sealed class LateJudge(Machine machine, Violations violations)
{
    private static readonly Colour[] Sides = [Colour.Blue, Colour.Green];

    public IEnumerable<State> Arrivals(State state)
    {
        var world = state.World;
        if (world.Late is { } late)
        {
            var arrived = state with { World = world.Arrive(), Before = world };
            Judge(arrived, late);
            yield return arrived;
        }
        else if (state.Zombie is { } zombie)
        {
            var (decision, memory) = machine.Decide(world, zombie, machine.Answers(world)[^1]);
            if (decision.Action is not { } action || Fresh.Refusal(world, action, machine.Committed(world), machine.Kinds) is not null)
                yield break;
            violations.Check("I27", holds: false, action, world);
            yield return state with { World = world.Apply(action), Before = world, Zombie = State.Seen(Remember.Done(memory, decision, Sample.Now, Sample.Timing.ReadLag)) };
        }
    }

    private void Judge(State arrived, PlannedAction late)
    {
        violations.Check("I1", late is not PlannedAction.SetWeights || arrived.World.GreenWeight is 0 or 10 or 50 or 90 or 100, late, arrived.World);
        var (world, memory) = (arrived.World, State.Seen(arrived.Memory) with { StartedAt = State.Settled });
        for (var passes = 0; passes < 2 && Harm(world) is not null; passes++)
        {
            var (decision, remembered) = machine.Decide(world, memory, machine.Answers(world)[^1]);
            if (decision.Action is not { } action)
                break;
            memory = State.Seen(Remember.Done(remembered, decision, Sample.Now, Sample.Timing.ReadLag));
            world = world.Apply(action);
        }

        var harm = Harm(world);
        violations.Check("undone within two passes", harm is null, $"{harm}: {late}, {arrived.Memory}", arrived.World);
    }

    /// <summary>What must not stay.</summary>
    private string? Harm(World world)
    {
        var record = world.Read();
        if (record.Stable is not { } stable)
            return null;
        var candidate = stable.Other();
        if (Sides.Any(side => world.WeightOf(side) > 0 && !machine.IsHealthy(world, side) && machine.IsHealthy(world, side.Other())))
            return "a side has traffic and no target";
        if (Sides.Any(side => world.WeightOf(side) > 0 && world.Revision[side] is { } revision && record.BadFor(revision) is not null))
            return "a quarantined revision has traffic";
        if (world.Revision[stable] is { } proven && record.BadFor(proven) is not null)
            return "a quarantined revision is called stable";
        return world.WeightOf(candidate) > 0 && record.Attempt?.Revision != world.Revision[candidate] ? "traffic without an attempt" : null;
    }
}
