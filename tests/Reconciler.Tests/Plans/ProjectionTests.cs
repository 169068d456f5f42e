using Publican.Plans;
using Publican.Rollouts;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Plans;

public sealed class ProjectionTests
{
    /// <summary>A plan for a thousand services looks at the last one minutes after the read that they share.</summary>
    [Fact]
    public void What_was_read_a_while_ago_is_good_enough_for_a_plan()
    {
        var scene = new RollingScene { Desired = "h1:old" };
        var later = Sample.Now + TimeSpan.FromMinutes(20);
        Assert.Equal(Phase.Blind, RolloutMachine.Decide(scene.Target, scene.Observe(), scene.Memory, later).Phase);

        var plan = Projection.Of(scene.Target, scene.Observe(), later);

        Assert.Equal((Phase.Steady, false), (plan.End.Phase, plan.HasChanges));
    }
}
