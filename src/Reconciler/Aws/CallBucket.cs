namespace Publican.Aws;

/// <summary>
/// Calls of one category take a token each, and wait when there is none: rollbacks first, then rollouts, then the sweep. A sweep that waited
/// as long as its patience counts as a rollout, so that no load can starve it.
/// </summary>
internal sealed class CallBucket(Rate rate, TimeSpan patience, TimeProvider clock) : IDisposable
{
    /// <summary>Others use the account, too: after a refusal it is asked less, for this long.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    private const double Slowest = 1.0 / 8;

    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiting = [];
    private double _tokens = rate.Burst;
    private double _factor = 1;
    private DateTimeOffset _filledAt = clock.GetUtcNow(), _slowedAt = DateTimeOffset.MinValue;
    private ITimer? _timer;

    private sealed class Waiter(CallPriority priority, DateTimeOffset since)
    {
        public CallPriority Priority => priority;

        public DateTimeOffset Since => since;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public int Waiting(CallPriority priority)
    {
        lock (_gate)
            return _waiting.Count(waiter => waiter.Priority == priority);
    }

    /// <summary>Completes when it is the caller's turn. Who gives up takes no token.</summary>
    public async Task TakeAsync(CallPriority priority, CancellationToken cancel)
    {
        var waiter = new Waiter(priority, clock.GetUtcNow());
        lock (_gate)
        {
            _waiting.Add(waiter);
            Serve();
        }

        await using var registration = cancel.Register(() =>
        {
            lock (_gate)
            {
                if (_waiting.Remove(waiter))
                    waiter.Turn.TrySetCanceled(cancel);
                Serve();
            }
        });
        await waiter.Turn.Task;
    }

    /// <summary>AWS refused a call: what is left is the reserve, and the rate halves for a while.</summary>
    public void Refused()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            Refill(now);
            _tokens = Math.Min(_tokens, rate.Reserve);

            // Calls that were under way together are refused together: that is one piece of news.
            if (now - _slowedAt < TimeSpan.FromSeconds(1))
                return;
            (_factor, _slowedAt) = (Math.Max(_factor / 2, Slowest), now);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Serve()
    {
        var now = clock.GetUtcNow();
        Refill(now);
        while (First(now) is { } next)
        {
            var needed = next.Priority == CallPriority.Rollback ? 1 : 1 + rate.Reserve;
            if (_tokens < needed)
            {
                Wake(TimeSpan.FromSeconds((needed - _tokens) / (rate.PerSecond * _factor)));
                return;
            }

            _tokens--;
            _waiting.Remove(next);
            next.Turn.TrySetResult();
        }
    }

    private void Refill(DateTimeOffset now)
    {
        if (now - _slowedAt >= Slow)
            _factor = 1;
        var most = Math.Max(1 + rate.Reserve, rate.Burst * _factor);
        _tokens = Math.Min(most, _tokens + ((now - _filledAt).TotalSeconds * rate.PerSecond * _factor));
        _filledAt = now;
    }

    private Waiter? First(DateTimeOffset now) => _waiting.MinBy(waiter => (-Rank(waiter, now), waiter.Since));

    private int Rank(Waiter waiter, DateTimeOffset now) =>
        waiter.Priority == CallPriority.Sweep && now - waiter.Since >= patience ? (int)CallPriority.Rollout : (int)waiter.Priority;

    // A millisecond more: a timer that rings early would ring again and again.
    private void Wake(TimeSpan after)
    {
        var due = after + TimeSpan.FromMilliseconds(1);
        if (_timer is null)
            _timer = clock.CreateTimer(_ => Ring(), null, due, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        lock (_gate)
            Serve();
    }
}
