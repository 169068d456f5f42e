using Publican.Observed;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>I5: a side is touched when requests have had their time, and two reads that were far enough apart saw it without traffic.</summary>
public sealed class DrainTests
{
    /// <summary>Four seconds of draining here; reads count when they are two seconds apart.</summary>
    [Theory]
    [InlineData(null, 0, 0, 4.0)] // It was never seen idle.
    [InlineData(3.0, 0, 9, 1.0)]
    [InlineData(4.0, 0, 9, 0.0)]
    [InlineData(5.0, 3, 2, 0.0)]
    [InlineData(5.0, 4, 2, null)] // Twice, but too soon after each other,
    [InlineData(5.0, 0, 1, null)] // and only once: looked at again at the rollout's pace.
    public void How_long_a_side_drains(double? idleFor, double seenAgo, int reads, double? left)
    {
        var target = Sample.Target("h1:new");
        var scene = Scene.Prepared with { Green = ("h1:older", 2, 2) };
        var idle = idleFor is { } since ? new Idle(Ago(since), Ago(seenAgo), reads) : null;
        var view = new View(target, scene.Observe(target), scene.Memory with { Idle = new(null, idle) }, Sample.Now);

        var expected = left is { } seconds ? TimeSpan.FromSeconds(seconds) : target.Pace;
        Assert.Equal((expected, expected == TimeSpan.Zero), (view.DrainedIn(Colour.Green), view.Drained(Colour.Green)));

        static DateTimeOffset Ago(double seconds) => Sample.Now - TimeSpan.FromSeconds(seconds);
    }

    [Fact]
    public void A_side_without_tasks_is_drained_already()
    {
        var target = Sample.Target("h1:new");
        var scene = Scene.Prepared with { Green = ("h1:older", 0, 0) };
        Assert.True(new View(target, scene.Observe(target), scene.Memory with { Idle = new(null, null) }, Sample.Now).Drained(Colour.Green));
    }
}
