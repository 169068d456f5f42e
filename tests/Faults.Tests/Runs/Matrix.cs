using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Publican.Faults.Oracles;
using Publican.Faults.Scenarios;

namespace Publican.Faults.Runs;

/// <summary>Every fault at every call of every scenario, side by side.</summary>
internal sealed class Matrix(IReadOnlyList<Scenario> scenarios)
{
    /// <summary>What a scenario may take when nothing goes wrong, in virtual time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What one fault may add: a restart waits for reads to settle, an interrupted attempt is made again, a failed call backs off.</summary>
    private static readonly TimeSpan Setback = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<Scenario, Outcome> _references = new();

    /// <summary>The run without a fault: how many calls it takes, and how it ends.</summary>
    public Outcome Reference(Scenario scenario) => _references.GetOrAdd(scenario, _ => Run.Of(scenario, Fault.None, Patience));

    public IReadOnlyList<(Scenario Scenario, Fault Fault)> Plan()
    {
        SideBySide(scenarios, scenario => Reference(scenario), () => false);
        return [.. scenarios.SelectMany(scenario => Fault.All(Reference(scenario).Calls).Select(fault => (scenario, fault)))];
    }

    /// <param name="log">Hears what the reconciler does.</param>
    /// <param name="decider">Decides in place of the rollout machine.</param>
    /// <param name="played">Sees the whole run.</param>
    public Finding Try(Scenario scenario, Fault fault, ILoggerFactory? log = null, Decider? decider = null, Action<Outcome>? played = null)
    {
        var reference = Reference(scenario);
        var outcome = Run.Of(scenario, fault, (reference.Lasted * 2) + Setback, log, decider);
        played?.Invoke(outcome);
        return Finding.Of(outcome, [.. outcome.Violations, .. Comparison.Of(reference, outcome)]);
    }

    /// <param name="limit">Real time after which no further run is begun.</param>
    /// <param name="tried">Hears of each run as it ends.</param>
    public Table TryAll(IReadOnlyList<(Scenario Scenario, Fault Fault)> plan, TimeSpan limit, Action<Finding> tried)
    {
        var (findings, started) = (new ConcurrentBag<Finding>(), Stopwatch.GetTimestamp());
        SideBySide(plan, Play, () => Stopwatch.GetElapsedTime(started) > limit);
        return new Table([.. scenarios.Select(Reference)], [.. findings], Stopwatch.GetElapsedTime(started));

        void Play((Scenario Scenario, Fault Fault) item)
        {
            var finding = Try(item.Scenario, item.Fault);
            findings.Add(finding);
            tried(finding);
        }
    }

    /// <summary>Three for each processor, as a run waits for its tasks now and then. On threads of their own: on one of the thread pool, a run would lie in the way of its region's own work.</summary>
    internal static void SideBySide<T>(IReadOnlyList<T> items, Action<T> act, Func<bool> isEnough)
    {
        var (next, failures) = (-1, new ConcurrentQueue<Exception>());
        var threads = Enumerable.Range(0, Environment.ProcessorCount * 3).Select(_ => new Thread(Work)).ToList();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        if (!failures.IsEmpty)
            throw new AggregateException(failures);

        void Work()
        {
            try
            {
                while (Interlocked.Increment(ref next) is var index && index < items.Count && failures.IsEmpty && !isEnough())
                    act(items[index]);
            }
            catch (Exception error)
            {
                failures.Enqueue(error);
            }
        }
    }
}

/// <summary>What one run showed; the calls of thousands of them would not fit into memory.</summary>
/// <param name="Hit">The call that suffered.</param>
/// <param name="Problems">What the contract forbids, and what is otherwise than in the run without a fault.</param>
internal sealed record Finding(Scenario Scenario, Fault Fault, string Hit, bool HasConverged, IReadOnlyList<string> Problems)
{
    public static Finding Of(Outcome outcome, IReadOnlyList<string> problems) => new(
        outcome.Scenario, outcome.Fault,
        outcome.Fault.Call > 0 && outcome.Fault.Call <= outcome.Calls.Count ? outcome.Calls[outcome.Fault.Call - 1].Call.Title : "not reached",
        outcome.HasConverged, problems);

    public bool IsBad => Problems.Count > 0 || !HasConverged;

    /// <summary>How to see it again.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Scenario} with {Fault} ({Hit}); again: ./dev test --faults --only '{Scenario}/{Fault.Kind}/{Fault.Call}'\n    {string.Join("\n    ", Problems)}");
}
