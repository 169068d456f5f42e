namespace Publican.Observed;

/// <summary>What this process may do to AWS, as far as the lease is concerned.</summary>
public enum Standing
{
    /// <summary>No lease is configured: there is one instance.</summary>
    Alone,

    /// <summary>It holds the lease.</summary>
    Leads,

    /// <summary>It holds the lease, but the last renewal failed: what is open goes on, nothing is begun.</summary>
    Unrenewed,

    /// <summary>It was the last holder, its lease ran out, and the database does not answer: it may only bring traffic home.</summary>
    CutOff,

    /// <summary>Another instance holds the lease.</summary>
    Follows,

    /// <summary>Nobody is known to hold the lease: the database did not answer yet, or this process has just slept past its lease.</summary>
    Observes,
}

/// <summary>The lease as one moment shows it. A value: the decision sees it like everything else that is read.</summary>
/// <param name="Holder">Who leads; null where that is not known.</param>
/// <param name="Epoch">Rises with every change of holder; 0 while this process has none.</param>
/// <param name="Since">When this process took the lease.</param>
/// <param name="Quiet">How long calls of the holder before may still be under way after that.</param>
/// <param name="Why">Why it does not lead, where another holder is not the reason.</param>
public sealed record Leadership(Standing Standing, string? Holder = null, long Epoch = 0, DateTimeOffset Since = default, TimeSpan Quiet = default, string? Why = null)
{
    public static Leadership Alone { get; } = new(Standing.Alone);

    /// <summary>AWS refuses a request that is older: a process that was stopped before it sent one and goes on later than that does nothing.</summary>
    public static TimeSpan SignaturesValid { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Nobody else may write.</summary>
    public bool IsHeld => Standing is Standing.Leads or Standing.Unrenewed && Epoch > 0;

    public bool MayMove => Standing is Standing.Alone or Standing.Leads or Standing.Unrenewed;

    public bool MayBegin => Standing is Standing.Alone or Standing.Leads;

    /// <summary>For people.</summary>
    public string Describe() => Standing switch
    {
        Standing.Alone => "no lease is configured: this is the only instance",
        Standing.Leads => $"this instance leads as {Holder}, epoch {Epoch}",
        Standing.Unrenewed => $"this instance leads as {Holder}, epoch {Epoch}, but could not renew the lease: {Why}",
        Standing.CutOff => $"the lease ran out and cannot be renewed, so only a rollback is allowed: {Why}",
        Standing.Follows => $"another instance leads: {Holder}",
        _ => $"no lease is held: {Why ?? "the database was not asked yet"}",
    };
}
