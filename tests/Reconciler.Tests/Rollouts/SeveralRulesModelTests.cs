using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>The walk of <see cref="ModelCheckTests"/> for a service with two production rules: each call for one of them may fail by itself.</summary>
public sealed class SeveralRulesModelTests(ITestOutputHelper output) : ModelProof(output)
{
    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.NeverHealthy)]
    [InlineData(Kind.BadInPreview)]
    [InlineData(Kind.BadUnderTraffic)]
    public void No_crash_or_lost_answer_between_two_rules_breaks_an_invariant(Kind kind) =>
        Prove(ReleasedOnTwoListeners(), kind, Kind.Good, OnTwoListeners);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadInPreview)]
    public void A_first_release_on_two_listeners_breaks_no_invariant(Kind kind) =>
        Prove(new World { Desired = "h1:1" }, kind, Kind.Good, OnTwoListeners);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void A_commit_at_any_moment_between_two_rules_breaks_no_invariant(Kind kind) =>
        Prove(ReleasedOnTwoListeners() with { ChangesLeft = 1 }, kind, Kind.Good, OnTwoListeners, calm: true);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(AllPairs))]
    public void Nor_with_a_crash_or_a_lost_answer_at_any_other_moment(Kind first, Kind second) =>
        Prove(ReleasedOnTwoListeners() with { ChangesLeft = 1 }, first, second, OnTwoListeners, stateLimit: 2_000_000);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void A_person_who_moves_the_weights_of_one_rule_wedges_nothing(Kind kind) =>
        Prove(ReleasedOnTwoListeners() with { HandsLeft = 1 }, kind, Kind.Good, OnTwoListeners, calm: true);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void Nor_beside_a_crash_or_a_lost_answer(Kind kind) =>
        Prove(ReleasedOnTwoListeners() with { HandsLeft = 1 }, kind, Kind.Good, OnTwoListeners, stateLimit: 2_000_000);

    [Theory]
    [InlineData("only the first rule is looked at", Kind.BadUnderTraffic)]
    [InlineData("a step does not wait for the second rule", Kind.Good)]
    [InlineData("the second rule waits until the failure is noted", Kind.BadUnderTraffic)]
    public void A_machine_that_forgets_a_rule_is_caught(string mutant, Kind kind) => Catch(mutant, kind, ReleasedOnTwoListeners(), OnTwoListeners);

    [Fact]
    public void A_machine_that_takes_a_hand_for_its_own_is_caught() =>
        Catch("a person's weight on one rule is taken for a step", Kind.Good, ReleasedOnTwoListeners() with { HandsLeft = 1 }, OnTwoListeners);
}
