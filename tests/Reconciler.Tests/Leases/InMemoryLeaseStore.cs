using Publican.Leases;

namespace Publican.Tests.Leases;

/// <summary>The port with nothing behind it: the same rules, on a clock that stands still until it is moved.</summary>
internal sealed class InMemoryLeaseStore(TimeProvider clock) : ILeaseStore
{
    private readonly Dictionary<string, (string Holder, long Epoch, DateTimeOffset Expires)> _rows = [];

    public bool Away { get; set; }

    /// <summary>Called when the row was written and before the answer is given.</summary>
    public Action Answering { get; set; } = () => { };

    public string? HolderOf(string environment) => _rows.TryGetValue(environment, out var row) ? row.Holder : null;

    public Task<LeaseAnswer> TakeAsync(string environment, string holder, TimeSpan duration, CancellationToken cancel)
    {
        if (Away)
            throw new LeaseStoreException("the database is away");
        var known = _rows.TryGetValue(environment, out var row);
        if (known && row.Holder != holder && row.Holder != "" && row.Expires > clock.GetUtcNow())
            return Task.FromResult(new LeaseAnswer(false, row.Holder, row.Epoch, false));
        var epoch = row.Holder == holder ? row.Epoch : row.Epoch + 1;
        _rows[environment] = (holder, epoch, clock.GetUtcNow() + duration);
        Answering();
        return Task.FromResult(new LeaseAnswer(true, holder, epoch, !known || row.Holder == ""));
    }

    public Task ReleaseAsync(string environment, string holder, CancellationToken cancel)
    {
        if (Away)
            throw new LeaseStoreException("the database is away");
        if (_rows.TryGetValue(environment, out var row) && row.Holder == holder)
            _rows[environment] = ("", row.Epoch, clock.GetUtcNow());
        return Task.CompletedTask;
    }
}
