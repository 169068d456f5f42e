using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>The model check with people in it: any wish for the desired revision, or the end of all wishes, at any moment.</summary>
public sealed class LeverModelTests(ITestOutputHelper output) : ModelProof(output)
{
    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.JobFails)]
    [InlineData(Kind.BadInPreview)]
    public void A_person_who_pulls_any_lever_at_any_moment_breaks_no_invariant(Kind kind) => Prove(Released() with { LeversLeft = 1 }, kind, Kind.Good);

    [Fact]
    [Trait("Length", "long")]
    public void A_person_who_pulls_any_lever_while_a_release_goes_bad_breaks_no_invariant() => Prove(Released() with { LeversLeft = 1 }, Kind.BadUnderTraffic, Kind.Good);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadInPreview)]
    public void A_lever_in_a_first_release_breaks_no_invariant(Kind kind) => Prove(new World { Desired = "h1:1", LeversLeft = 1 }, kind, Kind.Good);

    /// <summary>Every write ends well: with crashes too it is more than 400,000 states.</summary>
    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void Two_levers_and_a_commit_in_any_order_break_no_invariant(Kind kind) => Prove(Released() with { LeversLeft = 2, ChangesLeft = 1 }, kind, Kind.Good, calm: true);

    [Theory]
    [InlineData("a pause is not heard", Kind.Good)]
    [InlineData("a rollback is not heard", Kind.Good)]
    [InlineData("a retry is not noted", Kind.BadInPreview)]
    [InlineData("an abort is not written down", Kind.Good)]
    public void A_broken_machine_is_caught(string mutant, Kind kind) => Catch(mutant, kind, Released() with { LeversLeft = 1 });
}
