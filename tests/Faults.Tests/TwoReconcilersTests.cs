using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Faults.Oracles;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;

namespace Publican.Faults;

/// <summary>Two reconcilers on one region: the leader is stopped right before each of its calls, the other takes over, and the first goes on.</summary>
public sealed class TwoReconcilersTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A late record may end the time in which the old colour stays warm; nothing else of it stays.</summary>
    private static Outcome Cold(Outcome outcome) => outcome with { EndState = outcome.EndState.Replace("publican:retire-at=TIME", "publican:retire-at=-", StringComparison.Ordinal) };

    private static Scenario Named(string name) => All.Scenarios.Single(scenario => scenario.Name == name);

    /// <summary>
    /// At every call of the stories, read or write: it makes at most one call past its lease, what that does is undone within two passes, and
    /// the end is as if nothing had been. Hundreds of runs: <c>artifacts/bin/Faults.Tests/debug/Faults.Tests -explicit only -class Publican.Faults.TwoReconcilersTests</c>.
    /// </summary>
    [Fact(Explicit = true)]
    public void A_leader_may_be_stopped_at_any_call()
    {
        var references = new[] { "canary", "unready at 10" }.Select(name => Run.Of(Named(name), Fault.None, Patience)).ToList();

        // While a leader stands before a read, nothing is under way: going on later than at once teaches nothing.
        var runs = (from reference in references
                    from number in Enumerable.Range(1, reference.Calls.Count)
                    from resume in Enum.GetValues<Resume>()
                    where reference.Calls[number - 1].Call.Mutating || resume == Resume.AtTakeOver
                    select (reference, number, resume)).ToList();
        var findings = new ConcurrentBag<string>();
        Parallel.ForEach(Partitioner.Create(runs, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, run =>
        {
            var (reference, number, resume) = run;
            var outcome = Duel.Of(reference.Scenario, number, resume, (reference.Lasted * 2) + Patience, NullLoggerFactory.Instance);
            foreach (var problem in outcome.Violations.Concat(Comparison.Of(Cold(reference), Cold(outcome))))
                findings.Add($"{reference.Scenario}, stopped before call {number} ({reference.Calls[number - 1].Call.Title}), resumed {resume}: {problem}");
        });
        output.WriteLine($"{runs.Count} runs, {findings.Count} findings");
        Assert.True(findings.IsEmpty, string.Join('\n', findings.Order(StringComparer.Ordinal).Take(60)));
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("unready at 10")]
    public void Two_without_a_lease_give_nobody_traffic_who_cannot_serve_it_and_stop_nobody_who_does(string name)
    {
        var outcome = Duel.WithoutLease(Named(name), Patience, NullLoggerFactory.Instance);
        output.WriteLine($"{name}: {outcome.Calls.Count} calls, converged {outcome.HasConverged}; {string.Join("; ", outcome.Violations)}");
        Assert.DoesNotContain(outcome.Violations, violation => violation.Contains(" I2:", StringComparison.Ordinal) || violation.Contains(" I5:", StringComparison.Ordinal) || violation.Contains(" I11:", StringComparison.Ordinal));
    }
}
