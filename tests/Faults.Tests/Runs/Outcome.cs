using Publican.Faults.Scenarios;

namespace Publican.Faults.Runs;

/// <summary>What became of one run.</summary>
/// <param name="Calls">Every AWS call of the reconcilers, up to the end and not beyond it.</param>
/// <param name="EndState">The region at the end, as text; times and drawn names left out.</param>
/// <param name="Counts">How often each kind of thing was created, deleted, registered or run.</param>
/// <param name="Lasted">Virtual time.</param>
internal sealed record Outcome(
    Scenario Scenario, Fault Fault, IReadOnlyList<Numbered> Calls, bool HasConverged, IReadOnlyList<string> Violations, string EndState,
    IReadOnlyDictionary<string, int> Counts, TimeSpan Lasted);
