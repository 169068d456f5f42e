using Microsoft.Extensions.Time.Testing;
using Publican.Aws;

namespace Publican.Tests.Aws;

public sealed class CallBucketTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_burst_goes_at_once_and_then_calls_go_as_tokens_come_back()
    {
        using var bucket = Bucket(burst: 20, perSecond: 4);
        var calls = Many(bucket, CallPriority.Rollout, 22);
        Assert.Equal(18, calls.Served);
        _clock.Advance(TimeSpan.FromMilliseconds(260));
        Assert.Equal(19, calls.Served);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(22, calls.Served);
    }

    [Fact]
    public void A_bucket_never_holds_more_than_its_burst()
    {
        using var bucket = Bucket(burst: 20, perSecond: 4);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(18, Many(bucket, CallPriority.Sweep, 30).Served);
    }

    [Fact]
    public async Task When_tokens_are_short_a_rollback_goes_before_rollouts_and_these_before_the_sweep()
    {
        using var bucket = Bucket(burst: 10, perSecond: 1);
        Many(bucket, CallPriority.Rollback, 10);
        CallPriority[] asked = [CallPriority.Sweep, CallPriority.Rollout, CallPriority.Rollout, CallPriority.Rollback];
        var calls = asked.Select(priority => bucket.TakeAsync(priority, CancellationToken.None)).ToList();
        Assert.Equal((1, 2, 1), Waiting());

        // Who is served is counted in the bucket: when the caller goes on is the thread pool's business.
        foreach (var (call, left) in new[] { (calls[3], (1, 2, 0)), (calls[1], (1, 1, 0)), (calls[2], (1, 0, 0)), (calls[0], (0, 0, 0)) })
        {
            var before = Waiting();
            while (Waiting() == before)
                _clock.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal(left, Waiting());
            await call;
        }

        (int, int, int) Waiting() => (bucket.Waiting(CallPriority.Sweep), bucket.Waiting(CallPriority.Rollout), bucket.Waiting(CallPriority.Rollback));
    }

    [Fact]
    public void The_last_tenth_of_the_tokens_is_for_rollbacks_alone()
    {
        using var bucket = Bucket(burst: 40, perSecond: 10);
        Assert.Equal(36, Many(bucket, CallPriority.Rollout, 50).Served);
        Assert.Equal(4, Many(bucket, CallPriority.Rollback, 5).Served);
    }

    [Fact]
    public void A_sweep_is_not_starved_by_rollouts_that_want_all_there_is()
    {
        using var bucket = Bucket(burst: 40, perSecond: 10);
        var (asked, calls) = (_clock.GetUtcNow(), 100);
        Many(bucket, CallPriority.Rollout, calls);
        _ = bucket.TakeAsync(CallPriority.Sweep, CancellationToken.None);
        while (bucket.Waiting(CallPriority.Sweep) > 0)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            var more = 64 - bucket.Waiting(CallPriority.Rollout);
            Many(bucket, CallPriority.Rollout, more);
            calls += Math.Max(0, more);
            Assert.True(_clock.GetUtcNow() - asked < 2 * Patience, "the sweep's call still waits after two sweeps");
        }

        output.WriteLine($"the sweep's call waited {(_clock.GetUtcNow() - asked).TotalSeconds:0.0} s beside {calls - bucket.Waiting(CallPriority.Rollout)} calls of rollouts; patience {Patience.TotalSeconds:0} s");
        Assert.True(_clock.GetUtcNow() - asked >= Patience);
    }

    [Fact]
    public void A_refusal_leaves_the_reserve_and_halves_the_rate_for_a_while()
    {
        using var bucket = Bucket(burst: 40, perSecond: 10);
        bucket.Refused();
        bucket.Refused();
        Assert.Equal(0, Many(bucket, CallPriority.Rollout, 10).Served);
        Assert.Equal(4, Many(bucket, CallPriority.Rollback, 4).Served);
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(6, Many(bucket, CallPriority.Rollout, 20).Served);
        _clock.Advance(TimeSpan.FromSeconds(60));

        // 40 came back, 14 still waited, 4 are kept.
        Assert.Equal(22, Many(bucket, CallPriority.Rollout, 40).Served);
    }

    [Fact]
    public async Task Who_gives_up_takes_no_token()
    {
        using var bucket = Bucket(burst: 10, perSecond: 1);
        Many(bucket, CallPriority.Rollback, 10);
        using var cancel = new CancellationTokenSource();
        var gone = bucket.TakeAsync(CallPriority.Rollback, cancel.Token);
        var next = bucket.TakeAsync(CallPriority.Sweep, CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _clock.Advance(TimeSpan.FromSeconds(2.1));
        Assert.True(next.IsCompletedSuccessfully || await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System)) == next);
    }

    private CallBucket Bucket(int burst, double perSecond) => new(new Rate(burst, perSecond), Patience, _clock);

    private static Asked Many(CallBucket bucket, CallPriority priority, int count)
    {
        var waiting = bucket.Waiting(priority);
        for (var call = 0; call < count; call++)
            _ = bucket.TakeAsync(priority, CancellationToken.None);
        return new Asked(bucket, priority, waiting + count);
    }

    /// <param name="Count">Calls of this priority that waited or were asked.</param>
    private sealed record Asked(CallBucket Bucket, CallPriority Priority, int Count)
    {
        public int Served => Count - Bucket.Waiting(Priority);
    }
}
