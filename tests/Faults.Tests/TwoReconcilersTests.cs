using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Publican.Faults.Oracles;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;

namespace Publican.Faults;

/// <summary>Two reconcilers on one region: the leader is stopped right before each of its calls, the other takes over, and the first goes on.</summary>
public sealed class TwoReconcilersTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static Scenario Named(string name) => All.Scenarios.Single(scenario => scenario.Name == name);

    /// <summary>Another sample each time; PUBLICAN_FAULTS_SEED repeats one.</summary>
    [Fact]
    public void A_stopped_leader_makes_at_most_one_call_past_its_lease_and_the_next_one_ends_as_if_nothing_had_been()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PUBLICAN_FAULTS_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next(1_000_000);
        output.WriteLine($"PUBLICAN_FAULTS_SEED={seed}");
        var draw = new Random(seed);
        Try(TimeSpan.FromMinutes(1), runs => [.. runs.OrderBy(_ => draw.Next())]);
    }

    /// <summary>At every call of the stories, read or write.</summary>
    [Fact(Explicit = true)]
    public void A_leader_may_be_stopped_at_any_call() => Try(TimeSpan.FromHours(2), runs => runs);

    private void Try(TimeSpan limit, Func<IReadOnlyList<(Outcome Reference, int Number, Resume Resume)>, IReadOnlyList<(Outcome Reference, int Number, Resume Resume)>> order)
    {
        var references = new[] { "canary", "unready at 10" }.Select(name => Run.Of(Named(name), Fault.None, Patience)).ToList();

        // While a leader stands before a read, nothing is under way: going on later than at once teaches nothing.
        var runs = order([.. from reference in references
                             from number in Enumerable.Range(1, reference.Calls.Count)
                             from resume in Enum.GetValues<Resume>()
                             where reference.Calls[number - 1].Call.Mutating || resume == Resume.AtTakeOver
                             select (reference, number, resume)]);
        var (findings, done, started) = (new ConcurrentBag<string>(), 0, Stopwatch.GetTimestamp());
        Parallel.ForEach(Partitioner.Create(runs, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (run, loop) =>
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                loop.Stop();
                return;
            }

            var (reference, number, resume) = run;
            var outcome = Duel.Of(reference.Scenario, number, resume, (reference.Lasted * 2) + Patience, NullLoggerFactory.Instance);
            foreach (var problem in outcome.Violations.Concat(Comparison.Of(reference, outcome)))
                findings.Add($"{reference.Scenario}, stopped before call {number} ({reference.Calls[number - 1].Call.Title}), resumed {resume}: {problem}");
            Interlocked.Increment(ref done);
        });
        output.WriteLine($"{done} of {runs.Count} runs, {findings.Count} findings");
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
