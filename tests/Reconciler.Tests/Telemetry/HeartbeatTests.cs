using Microsoft.Extensions.Time.Testing;
using Publican.Telemetry;

namespace Publican.Tests.Telemetry;

public sealed class HeartbeatTests
{
    [Fact]
    public void It_is_told_at_first_and_then_once_a_minute()
    {
        var clock = new FakeTimeProvider();
        var heart = new Heartbeat(clock);

        List<int> told = [];
        for (var second = 0; second <= 150; second++, clock.Advance(TimeSpan.FromSeconds(1)))
        {
            if (heart.IsTimeToTell()) told.Add(second);
        }

        Assert.Equal([0, 60, 120], told);
    }

    [Fact]
    public void It_stops_two_minutes_after_the_last_turn()
    {
        var clock = new FakeTimeProvider();
        var heart = new Heartbeat(clock);
        heart.Beat();

        clock.Advance(TimeSpan.FromSeconds(119));
        Assert.True(heart.IsBeating);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(heart.IsBeating);
    }
}
