using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>The decision under test: the real machine, or a deliberately broken variant of it.</summary>
internal delegate Decision Decider(Target target, ServiceObservation seen, ProcessMemory memory, DateTimeOffset now);

internal sealed record Findings(int States, int Transitions, IReadOnlyDictionary<string, string> Violations, IReadOnlyList<string> Wedged, int LongestRun);

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
