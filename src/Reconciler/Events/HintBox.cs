namespace Publican.Events;

/// <summary>
/// What events named since the last turn. A set: ten thousand events of one service are one hint. It is bounded, as anybody who may write to the
/// queue may make names up: what finds no place is found by the sweep.
/// </summary>
public sealed class HintBox(int most = 10_000)
{
    private readonly Lock _gate = new();
    private HashSet<Hint> _hints = [];

    public void Add(IEnumerable<Hint> hints)
    {
        lock (_gate)
        {
            foreach (var hint in hints)
            {
                if (_hints.Count < most)
                    _hints.Add(hint);
            }
        }
    }

    /// <summary>All of them; the box is empty afterwards.</summary>
    public IReadOnlySet<Hint> Take()
    {
        lock (_gate)
        {
            if (_hints.Count == 0)
                return System.Collections.Frozen.FrozenSet<Hint>.Empty;
            var taken = _hints;
            _hints = [];
            return taken;
        }
    }
}
