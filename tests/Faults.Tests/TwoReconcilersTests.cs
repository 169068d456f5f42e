using System.Globalization;
using Publican.Faults.Runs;
using Publican.Faults.Scenarios;

namespace Publican.Faults;

/// <summary>Two reconcilers on one region: the leader is stopped right before each of its calls, the other takes over, and the first goes on.</summary>
public sealed class TwoReconcilersTests(ITestOutputHelper output)
{
    private const int Seed = 7, Most = 10, Least = 10;

    /// <summary>Whoever writes, and whenever; and what a reconciler's own reads forbade it.</summary>
    private static readonly string[] Never = [" I1:", " I2:", " I4:", " I5:", " I11:", " I15:", " I16:", " first: ", " second: ", "hang:", " L4:"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static IReadOnlyList<Scenario> Stories => [Named("canary"), Named("unready at 10"), Named("new commit at 10"), Named("new commit in preparation"), Named("revert in bake"), Named("retry")];

    /// <summary>
    /// At every call of the stories, read or write: it makes at most one call past its lease, what that does is undone within two passes, and
    /// the end is as if nothing had been.
    /// </summary>
    [Fact(Explicit = true)]
    public void A_leader_may_be_stopped_at_any_call()
    {
        var duels = new Duels(Stories);
        var plan = duels.Plan();
        Show(duels.TryAll(plan, TimeSpan.FromHours(1), output.WriteLine), plan.Count);
    }

    /// <summary>Stopped before a write, where a call comes late; the same sample each time.</summary>
    [Fact]
    public void A_leader_may_be_stopped_at_some_writes()
    {
        var (duels, draw) = (new Duels([Named("canary"), Named("unready at 10")]), new Random(Seed));
        var writes = duels.Plan().Where(item => item.Stop.Resume != Resume.AtTakeOver);
        Show(duels.TryAll([.. writes.OrderBy(_ => draw.Next()).Take(Most)], TimeSpan.FromMinutes(2), output.WriteLine), Least);
    }

    /// <summary>The one that PUBLICAN_FAULTS_ONLY names, with the log of both: <c>canary/17/AtTheEnd</c>.</summary>
    [Fact(Explicit = true)]
    public void One_run_shows_itself_again()
    {
        var text = Environment.GetEnvironmentVariable("PUBLICAN_FAULTS_ONLY") ?? "";
        Assert.SkipUnless(Duelled.IsName(text), $"'{text}' names no duel; that takes scenario/call/moment");
        var parts = text.Split('/');
        var stop = new Stop(int.Parse(parts[^2], CultureInfo.InvariantCulture), Enum.Parse<Resume>(parts[^1]));
        var run = new Duels(All.Scenarios).Try(Named(string.Join('/', parts[..^2])), stop, output.WriteLine);
        output.WriteLine(run.ToString());
        Assert.False(run.IsBad);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("unready at 10")]
    public void Two_without_a_lease_give_nobody_traffic_who_cannot_serve_it_and_stop_nobody_who_does(string name)
    {
        var outcome = Duel.WithoutLease(Named(name), Patience);
        output.WriteLine($"{name}: {outcome.Calls.Count} calls, converged {outcome.HasConverged}; {string.Join("; ", outcome.Violations)}");
        Assert.Empty(Harmful(outcome));
    }

    /// <summary>With one attempt closed by the first and counted on by nobody, the guards of the second find nothing to hold against it.</summary>
    [Fact]
    public void Two_without_a_lease_that_stop_the_stable_side_in_the_bake_are_caught() =>
        Assert.Contains(Harmful(Duel.WithoutLease(Named("canary"), TimeSpan.FromSeconds(60), Mutant.StopsStableInTheBake)), violation => violation.Contains(" I11:", StringComparison.Ordinal));

    [Fact]
    public void A_leader_that_does_not_look_at_its_lease_is_caught()
    {
        var (duels, story) = (new Duels(Stories), Named("canary"));
        var first = duels.Alone(story).Calls.ToList().FindIndex(numbered => numbered.Call.Mutating) + 1;
        Assert.Contains(duels.Try(story, new Stop(first, Resume.AtTakeOver), isCareless: true).Problems, problem => problem.Contains(" I27:", StringComparison.Ordinal));
    }

    // What is not in it: attempts are counted twice and holds may be cut short (docs/rollouts.md).
    private static IEnumerable<string> Harmful(Outcome outcome) =>
        outcome.Violations.Where(violation => Never.Any(never => violation.Contains(never, StringComparison.Ordinal)));

    private static Scenario Named(string name) => All.Scenarios.Single(scenario => scenario.Name == name);

    private void Show(DuelTable table, int atLeast)
    {
        output.WriteLine(table.ToString());
        Assert.Equal(0, table.Runs.Count(run => run.IsBad));
        Assert.True(table.Runs.Count >= atLeast, $"{table.Runs.Count} of {atLeast} runs were made in time: what was not tried is not shown");
    }
}
