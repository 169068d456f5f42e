using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>What the model check asks of every state, not of a write: each of these machines breaks one of it, and nothing else notices.</summary>
public sealed class StateModelTests(ITestOutputHelper output) : ModelProof(output)
{
    [Theory]
    [InlineData("the old side is stopped before the bake is over", Kind.Good, "I4 in every state|I11 in every state|the guard refuses scale blue to 0")]
    [InlineData("stable is named at half the traffic", Kind.Good, "I13 whatever the write is called|I10 in every state")]
    [InlineData("a rollback is called steady", Kind.BadInPreview, "I14")]
    [InlineData("one quarantine holds every revision", Kind.BadInPreview, "L7")]
    public void A_machine_that_breaks_a_state_is_caught(string mutant, Kind kind, string by) => Catch(mutant, kind, Released(), by: by);

    [Theory]
    [InlineData("a pause holds the way home, too", Kind.BadUnderTraffic, "a candidate that fails goes home at once")]
    [InlineData("a paused rollout does not say that it waits", Kind.Good, "no dead end")]
    public void A_machine_that_listens_badly_is_caught(string mutant, Kind kind, string by) => Catch(mutant, kind, Released() with { LeversLeft = 1 }, by: by);
}
