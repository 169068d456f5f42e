using Publican.Faults.Runs;
using Publican.Faults.Scenarios;

namespace Publican.Faults;

/// <summary>A matrix that lets a broken reconciler pass would prove nothing.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_broken_machine_is_caught(string name)
    {
        var mutant = Mutant.All.Single(candidate => candidate.Name == name);
        var scenario = All.Scenarios.Single(candidate => candidate.Name == mutant.Scenario);
        var matrix = new Matrix([scenario]);
        var slice = mutant.Kind == FaultKind.None
            ? [Fault.None]
            : Fault.All(matrix.Reference(scenario).Calls).Where(fault => fault.Kind == mutant.Kind && matrix.Reference(scenario).Calls[fault.Call - 1].Call.Mutating).ToList();

        List<string> problems = [];
        var told = slice.SelectMany(fault => matrix.Try(scenario, fault, decider: mutant.Decider).Problems)
            .FirstOrDefault(problem => Keep(problem).Contains($" {mutant.Invariant}: ", StringComparison.Ordinal));

        Assert.True(told is not null, $"none of {slice.Count} runs of '{scenario}' told {mutant.Invariant} because {name}, but: {string.Join("; ", problems)}");
        output.WriteLine($"{name}: {told}");

        string Keep(string problem)
        {
            problems.Add(problem);
            return problem;
        }
    }

    public static TheoryData<string> Names => [.. Mutant.All.Select(mutant => mutant.Name)];
}
