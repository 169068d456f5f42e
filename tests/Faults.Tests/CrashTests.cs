using Publican.Faults.Runs;
using Publican.Faults.Scenarios;

namespace Publican.Faults;

/// <summary>
/// Tasks that end by themselves, as LocalCloud shows them. Not in the matrix: a read that fails at the wrong moment may rightly make it
/// <c>unhealthy</c>, because the missing target is seen first.
/// </summary>
public sealed class CrashTests
{
    [Fact]
    public void Tasks_that_exit_under_traffic_bring_it_home_and_are_called_a_crash()
    {
        var scenario = new Scenario("tasks exit at 10")
        {
            Commit = new Manifest("web:exits-at-10.2") { Steps = "{weight: 10, hold: 5s}" }, End = new Ending("RolledBack", "web:good.1", "crashed"),
        };

        var outcome = Run.Of(scenario, Fault.None, TimeSpan.FromMinutes(2));

        Assert.Empty(outcome.Violations);
        Assert.True(outcome.HasConverged);
    }
}
