using System.Net;
using LocalCloud.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Traffic;

public class TargetTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<Target> _left = [];
    private readonly Target _target;

    public TargetTests() => _target = new Target(IPAddress.Loopback, 8080, _left.Add);

    [Fact]
    public void An_idle_target_leaves_at_once()
    {
        _target.StartDraining(TimeSpan.FromMinutes(5), _time);

        Assert.True(_target.Left.IsCompletedSuccessfully);
        Assert.Equal([_target], _left);
        Assert.False(_target.TryEnter());
    }

    [Fact]
    public void A_busy_target_leaves_when_its_last_request_ends()
    {
        Assert.True(_target.TryEnter());
        Assert.True(_target.TryEnter());
        _target.StartDraining(TimeSpan.FromMinutes(5), _time);
        _target.Exit();
        Assert.False(_target.Left.IsCompleted);

        _target.Exit();
        Assert.True(_target.Left.IsCompletedSuccessfully);
        Assert.Single(_left);
    }

    [Fact]
    public void The_deregistration_delay_ends_what_is_still_in_flight()
    {
        Assert.True(_target.TryEnter());
        _target.StartDraining(TimeSpan.FromSeconds(30), _time);
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(_target.Gone.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(_target.Gone.IsCancellationRequested);
        Assert.True(_target.Left.IsCompletedSuccessfully);
        _target.Exit();
        Assert.Single(_left);
    }

    [Fact]
    public async Task No_request_is_lost_between_entering_and_draining()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var inside = 0;
            Target target = null!;
            target = new Target(IPAddress.Loopback, 8080, _ => Assert.Equal(0, Volatile.Read(ref inside)));
            var entering = Task.Run(() =>
            {
                if (!target.TryEnter()) return;
                Interlocked.Increment(ref inside);
                Interlocked.Decrement(ref inside);
                target.Exit();
            }, TestContext.Current.CancellationToken);
            target.StartDraining(TimeSpan.FromMinutes(5), _time);
            await entering;
            Assert.True(target.Left.IsCompletedSuccessfully);
        }
    }
}
