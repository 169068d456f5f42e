using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>
/// The model check with a second leader: at any write the leader is stopped between its last look at the lease and the send, another one takes over with
/// nothing but what AWS shows, and the first one's call arrives at any later moment.
/// </summary>
public sealed class TwoLeadersModelTests(ITestOutputHelper output) : ModelProof(output)
{
    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.JobFails)]
    [InlineData(Kind.NeverHealthy)]
    [InlineData(Kind.BadInPreview)]
    public void A_leader_that_was_stopped_and_goes_on_breaks_no_invariant_of_a_rollout(Kind kind) => Prove(Released() with { PausesLeft = 1 }, kind, Kind.Good);

    [Fact]
    [Trait("Length", "long")]
    public void A_leader_that_was_stopped_while_a_release_goes_bad_breaks_no_invariant() => Prove(Released() with { PausesLeft = 1 }, Kind.BadUnderTraffic, Kind.Good);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadInPreview)]
    public void A_leader_that_was_stopped_and_goes_on_breaks_no_invariant_of_a_first_release(Kind kind) =>
        Prove(new World { Desired = "h1:1", PausesLeft = 1 }, kind, Kind.Good);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good, Kind.Good)]
    [InlineData(Kind.BadUnderTraffic, Kind.Good)]
    [InlineData(Kind.Good, Kind.BadUnderTraffic)]
    public void A_leader_that_was_stopped_breaks_nothing_with_a_commit_at_any_moment(Kind first, Kind second) => Prove(Released() with { PausesLeft = 1, ChangesLeft = 1 }, first, second, calm: true);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void A_leader_that_does_not_look_at_its_lease_is_caught(Kind kind) => CatchCareless(Released() with { PausesLeft = 1 }, kind, unleased: true, unread: false);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void A_leader_that_reads_nothing_right_before_its_write_is_caught(Kind kind) => CatchCareless(Released() with { PausesLeft = 1 }, kind, unleased: false, unread: true);

    [Fact]
    public void Weights_that_are_written_as_a_difference_are_caught() => Catch("weights are written as a difference", Kind.Good, Released() with { PausesLeft = 1, Relative = true });
}
