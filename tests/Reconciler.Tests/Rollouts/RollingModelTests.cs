using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>The model check of strategy rolling: ECS completes a deployment or takes it back at any moment, everything else as with two colours.</summary>
public sealed class RollingModelTests(ITestOutputHelper output)
{
    public static TheoryData<Kind, Kind> Pairs => [.. AllPairs.Select(row => row.Data).Where(pair => pair.Item2 == Kind.Good || pair == (Kind.JobFails, Kind.BadUnderTraffic))];

    /// <summary>Minutes, for <c>./dev test --full</c>.</summary>
    public static TheoryData<Kind, Kind> AllPairs
    {
        get
        {
            Kind[] kinds = [Kind.Good, Kind.JobFails, Kind.NeverHealthy, Kind.BadUnderTraffic];
            return [.. kinds.SelectMany(first => kinds.Select(second => (first, second)))];
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_crash_or_lost_answer_breaks_an_invariant(Kind first, Kind second) => Prove(Released() with { ChangesLeft = 1 }, first, second);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(AllPairs))]
    public void No_pair_of_kinds_breaks_one(Kind first, Kind second) => Prove(Released() with { ChangesLeft = 1 }, first, second);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Nor_in_a_first_release(Kind first, Kind second) => Prove(new RollingWorld { Desired = "h1:1", ChangesLeft = 1 }, first, second);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.JobFails)]
    [InlineData(Kind.NeverHealthy)]
    [InlineData(Kind.BadUnderTraffic)]
    public void A_person_who_pulls_any_lever_or_deploys_by_hand_at_any_moment_breaks_none(Kind kind)
    {
        Prove(Released() with { LeversLeft = 1 }, kind, Kind.Good);
        Prove(Released() with { HandsLeft = 1 }, kind, Kind.Good);
        Prove(new RollingWorld { Desired = "h1:1", LeversLeft = 1 }, kind, Kind.Good);
    }

    [Theory]
    [InlineData("no attempt is noted before the deployment", Kind.NeverHealthy)]
    [InlineData("the quarantine is forgotten", Kind.JobFails)]
    [InlineData("it goes back to what ran before, not to what is proven", Kind.Good)]
    [InlineData("what ECS took back is tried again", Kind.NeverHealthy)]
    [InlineData("a deployment that is complete counts as proven", Kind.BadUnderTraffic)]
    public void A_broken_machine_is_caught(string mutant, Kind kind)
    {
        var found = new RollingChecker(Mutants[mutant], Revisions(kind, Kind.BadUnderTraffic)).Run(Released() with { ChangesLeft = 1 }, stopAtFirst: true);
        output.WriteLine($"{mutant}: {found.States} states, violations {string.Join(", ", found.Violations.Keys)}, wedged {found.Wedged.Count}");
        Assert.True(found.Violations.Count + found.Wedged.Count > 0, $"the checker did not notice that {mutant}");
    }

    private static readonly Dictionary<string, Decider> Mutants = new()
    {
        ["no attempt is noted before the deployment"] = Change((view, decision) => decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Arm } ? Roll(view, decision) : decision),
        ["the quarantine is forgotten"] = Change((_, decision) => decision.Action is PlannedAction.WriteRecord { Change: RecordChange.Quarantine } write
            ? decision with { Action = write with { After = write.After with { Bad = write.Before.Bad } } }
            : decision),
        ["it goes back to what ran before, not to what is proven"] = Change((view, decision) => decision.Action is PlannedAction.Roll { Back: true } back && view.Rel(Colour.Blue) != "h1:1"
            ? decision with { Action = back with { Revision = "h1:1", TaskDefinitionArn = "arn:definition/h1:1" } }
            : decision),
        ["what ECS took back is tried again"] = Change((view, decision) => decision is { Phase: Phase.CloseAttempt, Action: PlannedAction.WriteRecord } ? Roll(view, decision) : decision),
        ["a deployment that is complete counts as proven"] = Change((view, decision) => view.Service(Colour.Blue) is { Complete: true } service && service.Revision == view.Desired && view.Record.Proven?.Revision != view.Desired
            ? AttemptRows.Write(view, Phase.Bake, view.Record with { Proven = new Proven(view.Desired, service.TaskDefinitionArn), Attempt = null }, RecordChange.Commit, "mutant")
            : decision),
    };

    private static Decision Roll(View view, Decision decision) => decision with
    {
        Action = new PlannedAction.Roll($"arn:definition/{view.Desired}", view.Desired, 2, Back: false, Network: null, "mutant"),
    };

    private static Decider Change(Func<View, Decision, Decision> mutate) => (target, seen, memory, now) =>
        mutate(new View(target, seen, memory, now), RolloutMachine.Decide(target, seen, memory, now));

    private void Prove(RollingWorld start, Kind first, Kind second, [CallerMemberName] string model = "")
    {
        var found = new RollingChecker(RolloutMachine.Decide, Revisions(first, second)).Run(start);
        output.WriteLine(found.Figures(GetType(), model, first, second));
        Assert.True(found.Violations.Count == 0, string.Join("\n", found.Violations.Select(item => $"{item.Key}: {item.Value}")));
        Assert.True(found.Wedged.Count == 0, string.Join("\n", found.Wedged.Take(3)));
    }

    private static Dictionary<string, Kind> Revisions(Kind first, Kind second) => new() { ["h1:0"] = Kind.Good, ["h1:1"] = first, ["h1:2"] = second };

    private static RollingWorld Released() => new RollingWorld
    {
        Desired = "h1:1",
        Primary = "h1:0",
        Completed = "h1:0",
        Count = 2,
        Registered = ["h1:0"],
        JobStarted = ["h1:0before"],
        JobResult = ImmutableSortedDictionary<string, string>.Empty.Add("h1:0", "ok"),
    }.Write(ReleaseRecord.Empty with { Proven = new Proven("h1:0", "arn:definition/h1:0") });
}
