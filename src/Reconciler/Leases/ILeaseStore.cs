namespace Publican.Leases;

/// <summary>Where the lease is kept: one row an environment. Expiry is by the store's clock, so that no two machines' clocks are compared.</summary>
public interface ILeaseStore
{
    /// <summary>Takes the lease if it is free or over, renews it if it is the holder's own.</summary>
    /// <exception cref="LeaseStoreException">The store did not answer, or not in a way that can be relied on.</exception>
    Task<LeaseAnswer> TakeAsync(string environment, string holder, TimeSpan duration, CancellationToken cancel);

    /// <summary>Gives the lease back before its time, if the holder still has it.</summary>
    /// <exception cref="LeaseStoreException">As above.</exception>
    Task ReleaseAsync(string environment, string holder, CancellationToken cancel);
}

/// <param name="Taken">It is the asker's now.</param>
/// <param name="Holder">Who has it.</param>
/// <param name="Epoch">Rises with every change of holder.</param>
/// <param name="Orderly">The holder before gave it back, or there was none: no call of it is under way.</param>
public sealed record LeaseAnswer(bool Taken, string Holder, long Epoch, bool Orderly);

public sealed class LeaseStoreException(string message, Exception? inner = null) : Exception(message, inner);
