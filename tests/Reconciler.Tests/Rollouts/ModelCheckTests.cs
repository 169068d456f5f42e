using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

public sealed class ModelCheckTests(ITestOutputHelper output) : ModelProof(output)
{
    /// <summary>Every kind first, a good one after it.</summary>
    public static TheoryData<Kind, Kind> Pairs => [.. Enum.GetValues<Kind>().Select(first => (first, Kind.Good))];

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(AllPairs))]
    public void No_pair_of_kinds_breaks_an_invariant_of_a_rollout(Kind first, Kind second) =>
        Prove(Released() with { ChangesLeft = 1 }, first, second);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(AllPairs))]
    public void No_pair_of_kinds_breaks_an_invariant_of_a_first_release(Kind first, Kind second) =>
        Prove(new World { Desired = "h1:1", ChangesLeft = 1 }, first, second);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_crash_or_lost_answer_breaks_an_invariant_of_a_rollout(Kind first, Kind second) =>
        Prove(Released() with { ChangesLeft = 1 }, first, second);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_crash_or_lost_answer_breaks_an_invariant_of_a_first_release(Kind first, Kind second) =>
        Prove(new World { Desired = "h1:1", ChangesLeft = 1 }, first, second);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void A_person_who_moves_weights_wedges_nothing(Kind kind) => Prove(Released() with { HandsLeft = 1 }, kind, Kind.Good);

    [Theory]
    [InlineData("an armed attempt counts as ready after a restart", Kind.BadUnderTraffic)]
    [InlineData("traffic is never noted as moving", Kind.Good)]
    [InlineData("a step is skipped", Kind.Good)]
    [InlineData("the candidate is stopped before its traffic goes home", Kind.BadUnderTraffic)]
    [InlineData("quarantine is forgotten", Kind.BadUnderTraffic)]
    [InlineData("no attempt is written", Kind.BadUnderTraffic)]
    [InlineData("the attempt is closed before its traffic is home", Kind.BadUnderTraffic)]
    [InlineData("a restart does not wait for old writes", Kind.BadUnderTraffic)]
    public void A_broken_machine_is_caught(string mutant, Kind kind) => Catch(mutant, kind, Released() with { ChangesLeft = 1 });
}
