using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

public sealed class ModelCheckTests(ITestOutputHelper output)
{
    /// <summary>Every kind first, a good one after it.</summary>
    public static TheoryData<Kind, Kind> Pairs => [.. Enum.GetValues<Kind>().Select(first => (first, Kind.Good))];

    /// <summary>Every kind after every other: minutes, for <c>./dev test --full</c>.</summary>
    public static TheoryData<Kind, Kind> AllPairs =>
        [.. Enum.GetValues<Kind>().SelectMany(first => Enum.GetValues<Kind>().Where(second => second != Kind.Good).Select(second => (first, second)))];

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
    [InlineData("traffic is never noted as moving", Kind.BadUnderTraffic)]
    [InlineData("a step is skipped", Kind.Good)]
    [InlineData("the candidate is stopped before its traffic goes home", Kind.BadUnderTraffic)]
    [InlineData("quarantine is forgotten", Kind.BadUnderTraffic)]
    [InlineData("no attempt is written", Kind.BadUnderTraffic)]
    [InlineData("a restart does not wait for old writes", Kind.BadUnderTraffic)]
    public void A_broken_machine_is_caught(string mutant, Kind kind)
    {
        var checker = new ModelChecker(Mutants.All[mutant], Revisions(kind, Kind.Good));
        var found = checker.Run(Released() with { ChangesLeft = 1 }, stopAtFirst: true);
        output.WriteLine($"{mutant}: {found.States} states, violations {string.Join(", ", found.Violations.Keys)}, wedged {found.Wedged.Count}");
        Assert.True(found.Violations.Count + found.Wedged.Count > 0, $"the checker did not notice that {mutant}");
    }

    private void Prove(World start, Kind first, Kind second)
    {
        var found = new ModelChecker(RolloutMachine.Decide, Revisions(first, second)).Run(start);
        output.WriteLine($"{first}/{second}: {found.States} states, {found.Transitions} transitions, {found.Violations.Count} violations, {found.Wedged.Count} wedged, at most {found.LongestRun} writes to the end");
        Assert.True(found.Violations.Count == 0, string.Join("\n", found.Violations.Select(item => $"{item.Key}: {item.Value}")));
        Assert.True(found.Wedged.Count == 0, string.Join("\n", found.Wedged.Take(3)));
    }

    private static Dictionary<string, Kind> Revisions(Kind first, Kind second) => new() { ["h1:0"] = Kind.Good, ["h1:1"] = first, ["h1:2"] = second };

    private static World Released() => new World
    {
        Desired = "h1:1",
        Groups = true,
        Revision = new("h1:0", null),
        Count = new(2, 0),
        GreenWeight = 0,
        RuleRevision = "h1:0",
        Registered = ["h1:0"],
        JobStarted = ["h1:0"],
        JobResult = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("h1:0", "ok"),
    }.Write(ReleaseRecord.Empty with { Stable = Colour.Blue });
}
