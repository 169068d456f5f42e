namespace Publican.Hooks;

/// <summary>
/// The newest deliveries that were genuine, so that none of them counts twice. A delivery's id is not signed: a replay under a
/// new id is known by its body. Kept in memory; an old one that is replayed after a restart costs one look at the repository.
/// </summary>
internal sealed class Deliveries(int most = 4096)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, string Signature)> _order = new();

    /// <returns>False when the delivery was here before, by its id or by its body.</returns>
    public bool TryAdd(string id, string signature)
    {
        lock (_gate)
        {
            if (_seen.Contains(id) || _seen.Contains(signature))
                return false;
            if (_order.Count == most)
            {
                var (oldest, its) = _order.Dequeue();
                _seen.Remove(oldest);
                _seen.Remove(its);
            }

            _order.Enqueue((id, signature));
            return _seen.Add(id) && _seen.Add(signature);
        }
    }
}
