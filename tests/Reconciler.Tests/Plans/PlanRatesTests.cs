using Publican.Plans;

namespace Publican.Tests.Plans;

public sealed class PlanRatesTests
{
    [Fact]
    public void A_change_to_a_thousand_services_waits_for_their_registrations() =>
        Assert.Equal(new PlanRates("ecs:RegisterTaskDefinition", 1, TimeSpan.FromSeconds(980)), PlanRates.Of(Many(1000, "ecs:RegisterTaskDefinition", "ecs:UpdateService", "elasticloadbalancing:CreateRule")));

    [Fact]
    public void Calls_of_one_bucket_are_counted_together() => Assert.Equal(TimeSpan.FromSeconds(10), PlanRates.Of(Many(50, "ecs:CreateService", "ecs:UpdateService"))!.Takes);

    [Fact]
    public void What_may_come_at_once_takes_no_time() => Assert.Null(PlanRates.Of(Many(20, "ecs:RegisterTaskDefinition")));

    private static IEnumerable<string> Many(int times, params string[] calls) => Enumerable.Repeat(calls, times).SelectMany(all => all);
}
