using System.Globalization;
using Microsoft.Extensions.Logging;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;

namespace Publican.Faults;

/// <summary>The reconciler is broken at every single AWS call of every scenario, and must end as if nothing had been.</summary>
public sealed class MatrixTests(ITestOutputHelper output)
{
    /// <summary>At most this many findings are printed; the table counts all.</summary>
    private const int Shown = 40;

    private const int Around = 15;

    private const int Seed = 20261126, Most = 350, Least = 100;

    [Fact]
    public void Every_scenario_ends_as_it_should_when_nothing_goes_wrong()
    {
        var matrix = new Matrix(All.Scenarios);
        matrix.Plan();
        foreach (var outcome in All.Scenarios.Select(matrix.Reference))
            output.WriteLine($"{outcome.Scenario}: {outcome.Calls.Count} calls, {outcome.Lasted.TotalSeconds} s {string.Join("; ", outcome.Violations)}");
        Assert.All(All.Scenarios.Select(matrix.Reference), outcome => Assert.Empty(outcome.Violations));
    }

    /// <summary>The same sample each time, so that what fails is the change; PUBLICAN_SEED draws another.</summary>
    [Fact]
    public void No_invariant_breaks_in_a_sample_of_the_matrix()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PUBLICAN_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Seed;
        output.WriteLine($"PUBLICAN_SEED={seed}");
        var matrix = new Matrix(All.Scenarios);
        var draw = new Random(seed);
        Try(matrix, [.. matrix.Plan().OrderBy(_ => draw.Next()).Take(Most)], TimeSpan.FromMinutes(2), atLeast: Least);
    }

    [Fact(Explicit = true)]
    public void No_invariant_breaks_whatever_happens_to_any_call_of_a_rollout() => TryAll(All.Engine);

    [Fact(Explicit = true)]
    public void No_invariant_breaks_whatever_happens_to_any_call_in_an_estate() => TryAll(All.Estate);

    private void TryAll(IReadOnlyList<Scenario> scenarios)
    {
        var matrix = new Matrix(scenarios);
        Try(matrix, matrix.Plan(), TimeSpan.FromHours(2));
    }

    /// <summary>
    /// The one run that PUBLICAN_FAULTS_ONLY names, with the reconciler's log and the calls around the fault: <c>canary/Killed/17</c>. Of a scenario's
    /// name alone all runs.
    /// </summary>
    [Fact(Explicit = true)]
    public void One_run_shows_itself_again()
    {
        var text = Environment.GetEnvironmentVariable("PUBLICAN_FAULTS_ONLY") ?? "";
        Assert.SkipWhen(Duelled.IsName(text), "it names a duel");
        if (All.Scenarios.Any(scenario => scenario.Name == text))
        {
            var whole = new Matrix([.. All.Scenarios.Where(scenario => scenario.Name == text)]);
            Try(whole, whole.Plan(), TimeSpan.FromHours(1));
            return;
        }

        var (scenario, fault) = Named(text);
        using var log = LoggerFactory.Create(logging => logging.AddProvider(new Lines(output.WriteLine)));
        var finding = new Matrix(All.Scenarios).Try(scenario, fault, log, played: outcome =>
        {
            foreach (var (index, call) in outcome.Calls.Index().Where(item => Math.Abs(item.Index + 1 - fault.Call) <= Around))
                output.WriteLine($"{index + 1} {call.At:mm:ss.fff} {call.Call.Title}");
        });
        output.WriteLine(finding.ToString());
        Assert.Empty(finding.Problems);
    }

    private static (Scenario Scenario, Fault Fault) Named(string text) => text.Split('/') is [.. var name, var kind, var call]
        && All.Scenarios.FirstOrDefault(scenario => scenario.Name == string.Join('/', name)) is { } scenario
        && Enum.TryParse<FaultKind>(kind, out var known) && int.TryParse(call, CultureInfo.InvariantCulture, out var number)
        ? (scenario, new Fault(known, number))
        : throw new ArgumentException($"'{text}' names no run; it takes scenario/fault/call, for example canary/{FaultKind.Killed}/17");

    private void Try(Matrix matrix, IReadOnlyList<(Scenario Scenario, Fault Fault)> plan, TimeSpan limit, int? atLeast = null)
    {
        var shown = 0;
        var table = matrix.TryAll(plan, limit, finding =>
        {
            if (finding.IsBad && Interlocked.Increment(ref shown) <= Shown)
                output.WriteLine(finding.ToString());
        });
        output.WriteLine(table.ToString());
        Assert.True(table.Findings.Count >= (atLeast ?? plan.Count), $"{table.Findings.Count} of {plan.Count} runs were made in {limit}: what was not tried is not shown");
        Assert.True(table.Bad.Count == 0, $"{table.Bad.Count} of {table.Findings.Count} runs went wrong, first {(table.Bad is [var first, ..] ? first : null)}");
    }
}
