using System.Collections.Immutable;
using Publican.Observed;

namespace Publican.Tests.Rollouts.Model;

/// <summary>What happens to a world without us: commits, hands, wishes, illness.</summary>
internal static class Moves
{
    private static readonly int[] ByHand = [0, 10, 30, 100];

    public static IEnumerable<State> From(State state, Machine machine) => [.. Commits(state, machine), .. Hands(state), .. Wishes(state), .. Illness(state), .. Autoscaler(state)];

    private static IEnumerable<State> Commits(State state, Machine machine) => state.World.ChangesLeft == 0
        ? []
        : machine.Commits.Where(revision => revision != state.World.Desired)
            .Select(revision => state with { World = state.World with { Desired = revision, ChangesLeft = state.World.ChangesLeft - 1 } });

    /// <summary>A person's write that our reads do not show yet is the guards' business (a fresh read before every write), not the machine's.</summary>
    private static IEnumerable<State> Hands(State state)
    {
        var world = state.World;
        if (world.HandsLeft == 0 || world.GreenWeight is not { } green || !state.IsSettled)
            return [];
        var touched = world with { HandsLeft = world.HandsLeft - 1, Disturbed = true, Homeward = false };
        var first = ByHand.Where(weight => weight != green).Select(weight => touched with { GreenWeight = weight });
        var second = ByHand.Where(weight => world.SecondGreen is { } other && weight != other).Select(weight => touched with { SecondGreen = weight });
        return first.Concat(second).Select(moved => state with { World = moved, Before = moved });
    }

    /// <summary>What a person may write at this moment: a wish for the revision that is desired now, or the end of all wishes.</summary>
    private static IEnumerable<State> Wishes(State state)
    {
        var world = state.World;
        if (world.LeversLeft == 0)
            yield break;
        var weight = world.WeightOf(world.Read().Stable?.Other() ?? Colour.Blue);
        foreach (var verb in Enum.GetValues<Verb>().Where(verb => verb is not (Verb.Rollback or Verb.Prune) && (verb != Verb.Promote || weight is 10 or 50)))
            yield return With(world.Intents.Add(Wish(verb, verb == Verb.Promote ? weight : null)));
        foreach (var to in world.Registered.Where(revision => revision != world.Desired))
            yield return With(world.Intents.Add(Wish(Verb.Rollback, null) with { To = to }));
        if (!world.Intents.IsEmpty)
            yield return With([]);

        Intent Wish(Verb verb, int? step) => new(verb, world.Desired, step, "model", Sample.Now + TimeSpan.FromSeconds(world.Intents.Length));

        State With(ImmutableArray<Intent> intents) => state with { World = world with { Intents = intents, LeversLeft = world.LeversLeft - 1 } };
    }

    /// <summary>One task more or one less, wherever a policy may do that.</summary>
    private static IEnumerable<State> Autoscaler(State state)
    {
        var world = state.World;
        foreach (var colour in new[] { Colour.Blue, Colour.Green })
        {
            if (world.ScalesLeft == 0 || world.Scaling[colour] is not { Policy: not null } target || world.Count[colour] is 0 and var count)
                continue;
            count = world.Count[colour];
            if (count < target.Max)
                yield return To(count + 1);
            if (count > target.Min && !target.InSuspended)
                yield return To(count - 1);

            State To(int next) => state with { World = world with { Count = world.Count.With(colour, next), ScalesLeft = world.ScalesLeft - 1 } };
        }
    }

    /// <summary>The stable side falls sick; whatever is sick may recover at any moment, or never.</summary>
    private static IEnumerable<State> Illness(State state)
    {
        var world = state.World;
        if (world is { IllnessesLeft: > 0 } && world.Read().Stable is { } stable && world.Ails[stable] == Ailment.None)
        {
            foreach (var ailment in Enum.GetValues<Ailment>().Where(ailment => ailment != Ailment.None))
                yield return state with { World = world with { Ails = world.Ails.With(stable, ailment), IllnessesLeft = world.IllnessesLeft - 1 } };
        }

        foreach (var colour in new[] { Colour.Blue, Colour.Green }.Where(colour => world.Ails[colour] != Ailment.None))
            yield return state with { World = world with { Ails = world.Ails.With(colour, Ailment.None) } };
    }
}
