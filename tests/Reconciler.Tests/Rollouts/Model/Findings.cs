using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>The decision under test: the real machine, or a deliberately broken variant of it.</summary>
internal delegate Decision Decider(Target target, ServiceObservation seen, ProcessMemory memory, DateTimeOffset now);

internal sealed record Findings(int States, int Transitions, IReadOnlyDictionary<string, string> Violations, IReadOnlyList<string> Wedged, int LongestRun)
{
    /// <summary>One line, which <c>figures</c> beside this file adds up to the table in docs/rollouts.md.</summary>
    public string Figures(Type tests, string model, Kind first, Kind second) =>
        $"figures | {tests.Name} | {model} | {first}/{second} | {States} states | {Transitions} transitions | {Violations.Count} violations | {Wedged.Count} wedged | at most {LongestRun} writes to the end";
}

/// <summary>The first breach of each invariant, with the world it happened in.</summary>
internal sealed class Violations
{
    private readonly Dictionary<string, string> _found = [];

    public IReadOnlyDictionary<string, string> Found => _found;

    public void Check(string invariant, bool holds, object of, World world)
    {
        if (!holds)
            _found.TryAdd(invariant, $"{of} in {world.Key}");
    }
}
