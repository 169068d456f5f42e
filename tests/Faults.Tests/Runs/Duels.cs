using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Publican.Faults.Oracles;
using Publican.Faults.Scenarios;

namespace Publican.Faults.Runs;

/// <summary>The leader of every story, stopped before every one of its calls, and going on at every moment that differs.</summary>
internal sealed class Duels(IReadOnlyList<Scenario> scenarios)
{
    /// <summary>What a story may take in virtual time; a fail-over and its quiet time included.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Matrix _alone = new(scenarios);

    public IReadOnlyList<(Scenario Scenario, Stop Stop)> Plan()
    {
        _alone.Plan();
        return [.. scenarios.SelectMany(scenario => Duel.Stops(_alone.Reference(scenario)).Select(stop => (scenario, stop)))];
    }

    /// <summary>The story with one reconciler.</summary>
    public Outcome Alone(Scenario scenario) => _alone.Reference(scenario);

    /// <param name="tell">Hears what both do.</param>
    /// <param name="isCareless">For a broken variant: who goes on does not look at its lease.</param>
    public Duelled Try(Scenario scenario, Stop stop, Action<string>? tell = null, bool isCareless = false)
    {
        var reference = Alone(scenario);
        var outcome = Duel.Of(reference, stop, (reference.Lasted * 2) + Patience, tell, isCareless);
        return new Duelled(stop, reference.Calls[stop.Call - 1].Call.Title, outcome, [.. outcome.Violations, .. IsOfAnother(stop, reference) ? [] : Comparison.Of(Cold(reference), WithoutLate(stop, reference, Cold(outcome)))]);
    }

    /// <param name="limit">Real time after which no further run is begun.</param>
    /// <param name="tell">Hears at once of each that went wrong.</param>
    public DuelTable TryAll(IReadOnlyList<(Scenario Scenario, Stop Stop)> plan, TimeSpan limit, Action<string> tell)
    {
        var (runs, started) = (new ConcurrentBag<Duelled>(), Stopwatch.GetTimestamp());
        Matrix.SideBySide(
            plan,
            item =>
            {
                var run = Try(item.Scenario, item.Stop);
                runs.Add(run);
                if (run.IsBad)
                    tell(run.ToString());
            },
            () => Stopwatch.GetElapsedTime(started) > limit);
        return new DuelTable([.. scenarios.Select(_alone.Reference)], [.. runs], Stopwatch.GetElapsedTime(started));
    }

    /// <summary>
    /// The limit that docs/decisions/0004-lease.md names: tasks of a superseded revision, started late on the colour that another one was released on. The
    /// desired revision is released once more, on the other side; that it is, and is at rest, is judged all the same.
    /// </summary>
    private static bool IsOfAnother(Stop stop, Outcome reference) =>
        stop.Resume == Resume.AtTheEnd && reference.Scenario.Meanwhile.Any(happening => happening.What == "a newer commit")
        && reference.Calls[stop.Call - 1].Call is { Action: "UpdateService" } start && start.Text.Contains("\"taskDefinition\"", StringComparison.Ordinal);

    /// <summary>What the late call made a second time, and the leader unmade where that can be, counts once.</summary>
    private static Outcome WithoutLate(Stop stop, Outcome reference, Outcome outcome)
    {
        var held = reference.Calls[stop.Call - 1].Call;
        string[] once = held.Mutating ? [EndState.Timeless(held.Title), .. held.Action == "CreateRule" ? ["DeleteRule"] : Array.Empty<string>()] : [];
        var counts = outcome.Counts.ToDictionary(
            count => count.Key, count => once.Contains(count.Key) && count.Value == reference.Counts.GetValueOrDefault(count.Key) + 1 ? count.Value - 1 : count.Value, StringComparer.Ordinal);
        return outcome with { Counts = counts };
    }

    /// <summary>A late record may end the time in which the old colour stays warm; nothing else of it stays.</summary>
    private static Outcome Cold(Outcome outcome) => outcome with { EndState = outcome.EndState.Replace("publican:retire-at=TIME", "publican:retire-at=-", StringComparison.Ordinal) };
}

/// <param name="Before">The call that it was stopped before.</param>
internal sealed record Duelled(Stop Stop, string Before, Outcome Outcome, IReadOnlyList<string> Problems)
{
    public bool IsBad => Problems.Count > 0 || !Outcome.HasConverged;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Outcome.Scenario}/{Stop.Call}/{Stop.Resume}");

    public static bool IsName(string text) => text.Split('/')[^1] is var moment && Enum.GetNames<Resume>().Contains(moment);

    /// <summary>How to see it again.</summary>
    public override string ToString() => $"{Name} (before {Before}); again: ./dev test --faults --only '{Name}'\n    {string.Join("\n    ", Problems)}";
}

/// <summary>What many duels showed, a line a scenario and moment.</summary>
internal sealed record DuelTable(IReadOnlyList<Outcome> References, IReadOnlyList<Duelled> Runs, TimeSpan Took)
{
    public override string ToString()
    {
        var text = new StringBuilder("| scenario | calls | goes on | runs | violations | not converged |\n| --- | ---: | --- | ---: | ---: | ---: |\n");
        foreach (var reference in References)
        {
            foreach (var moment in Enum.GetValues<Resume>())
                Line(reference.Scenario.Name, $"{reference.Calls.Count}", moment.ToString(), [.. Runs.Where(run => run.Outcome.Scenario == reference.Scenario && run.Stop.Resume == moment)]);
        }

        Line("all", $"{References.Sum(reference => reference.Calls.Count)}", "", Runs);
        text.Append(CultureInfo.InvariantCulture, $"\n{Runs.Count} runs in {Took.TotalSeconds:0} s: {Runs.Count / Took.TotalMinutes:0} a minute\n");
        return text.ToString();

        void Line(string name, string stops, string moment, IReadOnlyList<Duelled> runs) => text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {stops} | {moment} | {runs.Count} | {runs.Count(run => run.Problems.Count > 0)} | {runs.Count(run => !run.Outcome.HasConverged)} |\n");
    }
}
