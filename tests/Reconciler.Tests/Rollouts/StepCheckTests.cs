using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

public sealed class StepCheckTests
{
    private static readonly HttpCheckSpec Ready = new("/health/ready", TimeSpan.FromMilliseconds(500), 1);
    private static readonly AlarmCheckSpec OfTen = new("only at ten");
    private static readonly ServiceSpec Spec = Sample.Spec(steps: [new StepSpec(10, Sample.Hold) { Checks = [OfTen, Ready] }, new StepSpec(50, Sample.Hold)]);

    [Fact]
    public void A_steps_checks_stand_beside_the_rollouts_and_end_with_the_step()
    {
        Assert.Equal([Ready, RestartsCheckSpec.Default], Spec.Rollout.ChecksAt(0));
        Assert.Equal([Ready, OfTen, RestartsCheckSpec.Default], Spec.Rollout.ChecksAt(10));
        Assert.Equal([Ready, RestartsCheckSpec.Default], Spec.Rollout.ChecksAt(50));
        Assert.Equal([Ready, RestartsCheckSpec.Default], Spec.Rollout.ChecksAt(100));
    }

    [Fact]
    public void A_check_of_the_present_step_brings_traffic_home()
    {
        var decision = (Scene.At(10, 1) with { Spec = Spec, Alarms = [Ringing] }).Decide();

        Assert.Equal(0, Assert.IsType<PlannedAction.SetWeights>(decision.Action).CandidateWeight);
        Assert.Equal("alarm only at ten", decision.Failure!.Check);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    public void A_check_of_another_step_decides_nothing(int weight) =>
        Assert.Null((Scene.At(weight, 1) with { Spec = Spec, Alarms = [Ringing] }).Decide().Failure);

    [Fact]
    public void A_step_is_not_left_before_its_own_checks_are_good() =>
        Assert.Equal("alarm only at ten was not read yet", (Scene.At(10, 60) with { Spec = Spec }).Decide().Reason);

    private static AlarmReading Ringing => new("only at ten", "ALARM", "because", BeforeTraffic: false);
}
