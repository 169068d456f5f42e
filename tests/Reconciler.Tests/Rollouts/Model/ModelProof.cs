using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Publican.Desired;
using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>Worlds to start from, and what is asked of a walk through all that follows.</summary>
public abstract class ModelProof(ITestOutputHelper output)
{
    /// <summary>Every kind after every other: minutes, for <c>./dev test --full</c>.</summary>
    public static TheoryData<Kind, Kind> AllPairs
    {
        get
        {
            // Added one by one: xunit v2, for tests/Mutation, knows no tuples here.
            var pairs = new TheoryData<Kind, Kind>();
            foreach (var (first, second) in Enum.GetValues<Kind>().SelectMany(first => Enum.GetValues<Kind>().Select(second => (first, second))))
                pairs.Add(first, second);
            return pairs;
        }
    }

    /// <param name="model">The test's name: <c>figures</c>, beside this file, gathers the lines by it.</param>
    private protected void Prove(
        World start, Kind first, Kind second, Func<ServiceSpec, ServiceSpec>? shape = null, bool calm = false, int stateLimit = 400_000, [CallerMemberName] string model = "")
    {
        if (Runs.AreForMutants)
            return;
        var found = new ModelChecker(new Machine(RolloutMachine.Decide, Revisions(first, second), shape), new Course(Calm: calm)).Run(start, stateLimit);
        output.WriteLine(found.Figures(GetType(), model, first, second));
        Assert.True(found.Violations.Count == 0, string.Join("\n", found.Violations.Select(item => $"{item.Key}: {item.Value}")));
        Assert.True(found.Wedged.Count == 0, string.Join("\n", found.Wedged.Take(3)));
    }

    private protected void Catch(string mutant, Kind kind, World start, Func<ServiceSpec, ServiceSpec>? shape = null, string? by = null) =>
        Catch(new Machine(Mutants.All[mutant], Revisions(kind, Kind.Good), shape), new Course(Calm: by is not null), start, mutant, by);

    private protected void CatchCareless(World start, Kind kind, bool unleased, bool unread) =>
        Catch(new Machine(RolloutMachine.Decide, Revisions(kind, Kind.Good)), new Course(unleased, unread), start, "nobody looks before a write", by: null);

    /// <param name="by">The properties that catch it where nothing crashes and nothing else stands in for them, apart by <c>|</c>; null where any may catch it.</param>
    private void Catch(Machine machine, Course course, World start, string mutant, string? by)
    {
        if (Runs.AreForMutants)
            return;
        var found = new ModelChecker(machine, course).Run(start, stopAtFirst: by is null);
        var caught = found.Violations.Keys.Concat(found.Wedged.Take(1)).ToList();
        output.WriteLine($"{mutant}: {found.States} states, {string.Join(", ", caught)}");
        Assert.True(caught.Count > 0, $"the checker did not notice that {mutant}");
        Assert.True(by is null || caught.Select(property => property.Split(':', ',')[0]).ToHashSet().SetEquals(by.Split('|')), string.Join("\n", caught));
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
        JobResult = ImmutableSortedDictionary<string, string>.Empty.Add("h1:0", "ok"),
        Verdicts = ImmutableSortedDictionary<string, string>.Empty.Add("h1:0", "good@1"),
    }.Write(ReleaseRecord.Empty with { Stable = Colour.Blue });
}
