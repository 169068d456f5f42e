using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using static Publican.Tests.Rollouts.Draw;

namespace Publican.Tests.Rollouts;

/// <summary>What may be remembered: in tags, by people, by this process.</summary>
internal static class DrawRecords
{
    public static readonly Gen<Attempt> Attempts =
        from revision in Revisions
        from tries in Gen.Int[1, 3]
        from moving in Gen.Bool
        from capacity in Gen.Int[1, 4]
        from age in Gen.Int[0, 100]
        select new Attempt(revision, tries, moving, capacity, Now - TimeSpan.FromSeconds(age));

    public static readonly Gen<ReleaseRecord> Records =
        from stable in Gen.Frequency<Colour?>((6, Colour.Blue), (3, Colour.Green), (1, null))
        from attempt in Attempts.Null(0.3)
        from bad in Gen.Select(Revisions, Gen.OneOf(Codes.Unhealthy, Codes.Hand, Codes.ErrorRate), (revision, code) => new BadRevision(revision, code)).Array[0, 1]
        from since in Gen.Select(Weights, Ages, (weight, age) => new Since(weight, Now - age)).Null(0.2)
        from retire in Ages.Nullable(0.6)
        from retried in Gen.Select(Revisions, Ages, (revision, age) => new Retried(revision, Now - age)).Null(0.7)
        select new ReleaseRecord { Stable = stable, Attempt = attempt, Bad = [.. bad], Since = since, RetireAt = Now - retire, Retried = retried };

    public static readonly Gen<Intent[]> Wishes =
        (from verb in Gen.Enum<Verb>()
         from revision in Revisions
         from step in Weights
         from age in Ages
         select new Intent(verb, verb == Verb.Suspend ? null : revision, step, "ann", Now - age)).Array[0, 2];

    public static readonly Gen<ProcessMemory> Memories =
        from started in Gen.Frequency((4, Gen.Const(3600)), (2, Gen.Int[0, 10]))
        from armed in Attempts.Null(0.5)
        from flags in Gen.Bool.Array[2]
        from weight in Weights.Nullable(0.5)
        from idle in Gen.Select(Idles(), Idles(), (blue, green) => new Pair<Idle?>(blue, green))
        from reverted in Gen.OneOf(Codes.ErrorRate, Codes.Superseded, Codes.Drift).Null(0.8)
        from expects in Gen.Frequency((5, false), (1, true))
        from stopped in Ages
        select new ProcessMemory
        {
            StartedAt = Now - TimeSpan.FromSeconds(started),
            Armed = armed?.ToString(),
            Moved = flags[0],
            FellByHand = flags[1] && weight is null,
            CandidateWeight = weight,
            Idle = idle,
            Reverted = reverted is null ? null : new Failure("h1:new", reverted, "then", "as seen then"),
            Expected = expects ? new Expectation(new PlannedAction.Scale(Colour.Blue, 9, "then", [], null), Now + TimeSpan.FromSeconds(1)) : null,
            StoppedTime = stopped > TimeSpan.Zero ? stopped : TimeSpan.Zero,
        };

    private static Gen<Idle?> Idles() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[1, 3], (age, reads) => new Idle(Now - TimeSpan.FromSeconds(age), Now, reads)).Null(0.3)!;
}
