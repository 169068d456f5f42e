using Publican.Desired;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>Worlds to start from, and what is asked of a walk through all that follows.</summary>
public abstract class ModelProof(ITestOutputHelper output)
{
    private protected void Prove(World start, Kind first, Kind second, Func<ServiceSpec, ServiceSpec>? shape = null, bool calm = false)
    {
        if (Runs.AreForMutants)
            return;
        var found = new ModelChecker(RolloutMachine.Decide, Revisions(first, second), shape, calm: calm).Run(start);
        output.WriteLine($"{first}/{second}: {found.States} states, {found.Transitions} transitions, {found.Violations.Count} violations, {found.Wedged.Count} wedged, at most {found.LongestRun} writes to the end");
        Assert.True(found.Violations.Count == 0, string.Join("\n", found.Violations.Select(item => $"{item.Key}: {item.Value}")));
        Assert.True(found.Wedged.Count == 0, string.Join("\n", found.Wedged.Take(3)));
    }

    private protected void Catch(string mutant, Kind kind, World start, Func<ServiceSpec, ServiceSpec>? shape = null)
    {
        if (Runs.AreForMutants)
            return;
        var found = new ModelChecker(Mutants.All[mutant], Revisions(kind, Kind.Good), shape).Run(start, stopAtFirst: true);
        output.WriteLine($"{mutant}: {found.States} states, violations {string.Join(", ", found.Violations.Keys)}, wedged {found.Wedged.Count}");
        Assert.True(found.Violations.Count + found.Wedged.Count > 0, $"the checker did not notice that {mutant}");
    }

    private protected void CatchCareless(World start, Kind kind, bool unleased, bool unread)
    {
        if (Runs.AreForMutants)
            return;
        var found = new ModelChecker(RolloutMachine.Decide, Revisions(kind, Kind.Good), unleased: unleased, unread: unread).Run(start, stopAtFirst: true);
        output.WriteLine($"unleased {unleased}, unread {unread}: {found.States} states, violations {string.Join(", ", found.Violations.Keys)}, wedged {found.Wedged.Count}");
        Assert.True(found.Violations.Count > 0, "the checker did not notice that nobody looks before a write");
    }

    private static Dictionary<string, Kind> Revisions(Kind first, Kind second) => new() { ["h1:0"] = Kind.Good, ["h1:1"] = first, ["h1:2"] = second };

    /// <summary>Two routes, on two listeners: two production rules, which change one after the other.</summary>
    private protected static ServiceSpec OnTwoListeners(ServiceSpec spec) => spec with { Routes = [new RouteSpec("public", ["/*"], 100), new RouteSpec("secure", ["/*"], 100)] };

    private protected static World ReleasedOnTwoListeners() => Released() with { SecondGreen = 0 };

    private protected static World Released() => new World
    {
        Desired = "h1:1",
        Groups = true,
        Revision = new("h1:0", null),
        Count = new(2, 0),
        GreenWeight = 0,
        RuleRevision = "h1:0",
        Registered = ["h1:0"],
        JobStarted = ["h1:0before"],
        JobResult = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("h1:0", "ok"),
        Verdicts = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("h1:0", "good@1"),
    }.Write(ReleaseRecord.Empty with { Stable = Colour.Blue });
}
