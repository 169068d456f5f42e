using Publican.Desired;
using Publican.Observed;
using Publican.Tests.Rollouts.Model;

namespace Publican.Tests.Rollouts;

/// <summary>The walk of <see cref="ModelCheckTests"/> for a service that scales: the autoscaler moves a count at any moment, and every call to it may fail.</summary>
public sealed class ScalingModelTests(ITestOutputHelper output) : ModelProof(output)
{
    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void An_autoscaler_that_moves_a_count_at_any_moment_breaks_no_invariant(Kind kind) => Prove(Start with { ScalesLeft = 1 }, kind, Kind.Good, Scaled, calm: true);

    [Theory]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadInPreview)]
    [InlineData(Kind.BadUnderTraffic)]
    public void No_crash_or_lost_answer_breaks_an_invariant_of_a_service_that_scales(Kind kind) => Prove(Start, kind, Kind.Good, Scaled);

    [Theory]
    [Trait("Length", "long")]
    [InlineData(Kind.Good)]
    [InlineData(Kind.BadUnderTraffic)]
    public void Nor_with_an_autoscaler_that_moves_two_counts(Kind kind) => Prove(Start with { ScalesLeft = 2 }, kind, Kind.Good, Scaled, stateLimit: 2_000_000);

    private static World Start => Released() with { Scaling = new(new ScalableTarget(2, 4, InSuspended: false, OutSuspended: false) { Policy = new("ECSServiceAverageCPUUtilization", 60, null) }, null) };

    private static ServiceSpec Scaled(ServiceSpec spec) => spec with { Scaling = new ScalingSpec(2, 4, new ScalingTargetSpec(ScalingMetric.Cpu, 60)) };
}
