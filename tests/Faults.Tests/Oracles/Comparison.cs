using System.Text.RegularExpressions;
using Publican.Faults.Runs;

namespace Publican.Faults.Oracles;

/// <summary>A run beside the one without a fault: the same end, and nothing created, deleted, registered or run more or less often.</summary>
internal static partial class Comparison
{
    public static IEnumerable<string> Of(Outcome reference, Outcome outcome)
    {
        if (!outcome.HasConverged)
            yield break;
        var (expected, got) = (Normalized(reference, outcome.Fault), Normalized(outcome, outcome.Fault));
        if (expected != got)
            yield return $"another end: {string.Join(" ", got.Split('\n').Except(expected.Split('\n')))} instead of {string.Join(" ", expected.Split('\n').Except(got.Split('\n')))}";
        foreach (var title in reference.Counts.Keys.Union(outcome.Counts.Keys).Order(StringComparer.Ordinal))
        {
            var (wanted, count) = (reference.Counts.GetValueOrDefault(title), outcome.Counts.GetValueOrDefault(title));
            if (count != wanted && !(count == wanted + 1 && IsDoubled(outcome, title)))
                yield return $"{title} {count} times instead of {wanted}";
        }
    }

    /// <summary>AWS has no token for this call: carried out twice, it has two effects, and the answers to both are good.</summary>
    private static bool IsDoubled(Outcome outcome, string title) =>
        outcome.Fault.Kind == FaultKind.Duplicated && EndState.Timeless(outcome.Calls[outcome.Fault.Call - 1].Call.Title) == title;

    // With old reads, another check may see the failure first.
    // Who is killed between the way back and the verdict cannot tell its successor the reason (row 5 of the contract): neither in the record nor on the task definition.
    private static string Normalized(Outcome outcome, Fault fault) =>
        fault.Kind is FaultKind.Killed or FaultKind.KilledThenStale or FaultKind.Stale ? Verdict().Replace(outcome.EndState, "$1=CODE") : outcome.EndState;

    [GeneratedRegex("(h[12]:[0-9a-f]{16}|publican:verdict=bad)=[a-z-]+")]
    private static partial Regex Verdict();
}
