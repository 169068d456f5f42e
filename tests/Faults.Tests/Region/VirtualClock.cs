namespace Publican.Faults.Region;

/// <summary>A clock that stands still until it is moved, and knows what is due next: time without events costs nothing.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<Alarm> _alarms = new(Comparer<Alarm>.Create((one, other) => (one.Due, one.Order).CompareTo((other.Due, other.Order))));
    private DateTimeOffset _now = start;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return _alarms.Min?.Due;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves it, never back, and rings everything that is due at the new time.</summary>
    /// <returns>Whether anything rang.</returns>
    public bool MoveTo(DateTimeOffset time)
    {
        lock (_gate)
            _now = time > _now ? time : _now;
        var rang = false;
        while (TakeDue() is { } due)
        {
            rang = true;
            due.Owner.Ring(due);
        }

        return rang;
    }

    private Alarm? TakeDue()
    {
        lock (_gate)
        {
            if (_alarms.Min is not { } first || first.Due > _now)
                return null;
            _alarms.Remove(first);
            return first;
        }
    }

    private sealed record Alarm(DateTimeOffset Due, long Order, Timer Owner);

    private sealed class Timer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private Alarm? _alarm;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_alarm is not null)
                    clock._alarms.Remove(_alarm);
                (_alarm, _period) = (null, period);
                if (dueTime >= TimeSpan.Zero)
                    Set(clock._now + dueTime);
            }

            return true;
        }

        public void Ring(Alarm alarm)
        {
            lock (clock._gate)
            {
                if (_alarm != alarm)
                    return;
                _alarm = null;
                if (_period > TimeSpan.Zero)
                    Set(alarm.Due + _period);
            }

            callback(state);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(DateTimeOffset due)
        {
            _alarm = new Alarm(due, clock._order++, this);
            clock._alarms.Add(_alarm);
        }
    }
}
