using Publican.Desired;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>
/// The model check with a stable side that falls sick at any moment, in any of three ways, and recovers at any later moment, or never. The
/// candidate may be good or bad, and may suffer from the same.
/// </summary>
public sealed class SickStableModelTests(ITestOutputHelper output) : ModelProof(output)
{
    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.NeverHealthy)]
    [InlineData(Kind.BadInPreview)]
    public void A_stable_side_that_falls_sick_at_any_moment_wedges_nothing(Kind kind) => Prove(Released() with { IllnessesLeft = 1 }, kind, Kind.Good, WithErrorRate);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(AllPairs))]
    public void Nor_with_a_commit_at_any_other_moment(Kind first, Kind second) => Prove(Released() with { IllnessesLeft = 1, ChangesLeft = 1 }, first, second, WithErrorRate, stateLimit: 1_000_000);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void Nor_when_it_falls_sick_twice(Kind kind) => Prove(Released() with { IllnessesLeft = 2 }, kind, Kind.Good, WithErrorRate);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void Nor_with_two_rules(Kind kind) => Prove(ReleasedOnTwoListeners() with { IllnessesLeft = 1 }, kind, Kind.Good, spec => OnTwoListeners(WithErrorRate(spec)));

    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void Nor_while_people_pull_levers(Kind kind) => Prove(Released() with { IllnessesLeft = 1, LeversLeft = 1 }, kind, Kind.Good, WithErrorRate, calm: true);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void Nor_in_a_first_release_and_what_follows(Kind kind) => Prove(new World { Desired = "h1:1", IllnessesLeft = 1, ChangesLeft = 1 }, kind, Kind.Good, WithErrorRate);

    [Theory]
    [InlineData("the last step does not ask whether the stable side lives", Kind.Good, "sick stable")]
    [InlineData("nobody is told that the stable side is dead", Kind.Good, "sick stable|no dead end")]
    [InlineData("the candidate is blamed for what both sides suffer from", Kind.Good, "both sides sick")]
    [InlineData("a candidate that cannot go home is quarantined where it stands", Kind.BadUnderTraffic, "I9 in every state|I10 in every state|I5 in every state")]
    public void A_broken_machine_is_caught(string mutant, Kind kind, string by) => Catch(mutant, kind, Released() with { IllnessesLeft = 1 }, WithErrorRate, by);

    private static ServiceSpec WithErrorRate(ServiceSpec spec) =>
        spec with { Rollout = spec.Rollout with { Checks = [.. spec.Rollout.Checks, new ErrorRateCheckSpec(1, TimeSpan.FromSeconds(2), 10)] } };
}
