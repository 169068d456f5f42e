namespace LocalCloud.Traffic;

/// <summary>
/// One of the machines an ALB consists of, for one listener. It learns of changed rules some time after the call that changed them,
/// each node at its own time, and never out of order.
/// </summary>
public sealed class LoadBalancerNode : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset Due, RuleUpdate Update)> _pending = new();
    private readonly int _number;
    private readonly NodeTableBuilder _builder;
    private readonly SplitMix _random;
    private readonly TimeSpan _maxDelay;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _lastDue;
    private NodeTable _table;
    private bool _closed;

    /// <param name="number">1 or 2.</param>
    /// <param name="first">In force at once.</param>
    /// <param name="maxDelay">A later change arrives after a drawn part of this.</param>
    public LoadBalancerNode(int number, RuleUpdate first, NodeTableBuilder builder, SplitMix random, TimeSpan maxDelay, TimeProvider time)
    {
        (_number, _builder, _random, _maxDelay, _time) = (number, builder, random, maxDelay, time);
        _table = builder.Build(first, number, null, time.GetUtcNow());
        _timer = time.CreateTimer(_ => ApplyDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The rules in force on this node now.</summary>
    public NodeTable Table => Volatile.Read(ref _table);

    public void Publish(RuleUpdate update)
    {
        lock (_gate)
        {
            var due = _time.GetUtcNow() + (_maxDelay * _random.NextDouble());
            _lastDue = due > _lastDue ? due : _lastDue;
            _pending.Enqueue((_lastDue, update));
        }

        ApplyDue();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _timer.Dispose();
            NodeTableBuilder.Close(_table, _time.GetUtcNow());
        }
    }

    private void ApplyDue()
    {
        lock (_gate)
        {
            if (_closed) return;
            var now = _time.GetUtcNow();
            while (_pending.TryPeek(out var next) && next.Due <= now)
                Volatile.Write(ref _table, _builder.Build(_pending.Dequeue().Update, _number, _table, now));

            // A timer may fire a little early; ApplyDue then simply asks again.
            if (_pending.TryPeek(out var first)) _timer.Change(Max(first.Due - now, TimeSpan.FromMilliseconds(1)), Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
