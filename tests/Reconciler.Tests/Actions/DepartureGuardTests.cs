using Publican.Actions;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Actions;

/// <summary>The same choke point for what is done to a service that left the desired state.</summary>
public sealed class DepartureGuardTests
{
    private static readonly Target Gone = Departed.Of("beer-api", Sample.Environment(), Sample.Outputs, "abc", single: false);

    private static readonly Dictionary<string, PlannedAction> Samples = new PlannedAction[]
    {
        new PlannedAction.StopDeparted(Colour.Green, "beer-api-green", [Sample.Blue, Sample.Green]),
        new PlannedAction.DeleteDeparted(Colour.Green, "beer-api-green", [Sample.Blue, Sample.Green]),
        new PlannedAction.DeleteTargetGroup(Colour.Green, Sample.Green),
    }.ToDictionary(action => action.GetType().Name);

    public static TheoryData<string> All => [.. Samples.Keys];

    [Fact]
    public void Every_such_action_has_its_guard_tested() => Assert.Equal(DepartureTests.Actions.Order(), Samples.Keys.Order());

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_breaks_nothing_is_written_in_one_call(string action)
    {
        var ports = new Ports();
        Assert.Equal(new ActionResult(ActionOutcome.Done, null), await ports.RunAsync(Samples[action], Gone));
        Assert.Single(ports.Writes);
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task I15_what_is_not_ours_is_never_written(string action) => new Ports { Foreign = "*" }.RefusedAsync("I15", Samples[action], Gone);

    [Theory]
    [MemberData(nameof(All))]
    public Task I19_what_is_desired_is_never_deleted(string action) => new Ports().RefusedAsync("I19", Samples[action]);

    [Fact]
    public async Task I4_nothing_that_a_rule_leads_to_is_stopped_or_deleted()
    {
        await new Ports { UsedGroup = Sample.Green }.RefusedAsync("I4", Samples[nameof(PlannedAction.StopDeparted)], Gone);
        await new Ports { UsedGroup = Sample.Blue }.RefusedAsync("I4", Samples[nameof(PlannedAction.DeleteDeparted)], Gone);
    }
}
