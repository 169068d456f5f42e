using Publican.Aws;
using Publican.Observed;

namespace Publican.Leases;

/// <summary>Who leads an environment, as far as this process may know at this moment.</summary>
public interface ILease
{
    Leadership Look(string environment);
}

/// <summary>No database is configured: whoever runs two instances all the same has only absolute writes and fresh reads between them.</summary>
public sealed class NoLease : ILease
{
    public Leadership Look(string environment) => Leadership.Alone;
}

/// <summary>The lease as the last question before a mutating call.</summary>
public sealed class LeaseGate(ILease lease, string environment) : ISendGate
{
    public string? Refusal(Sending sending)
    {
        var now = lease.Look(environment);
        if (!(now.MayMove || (now.Standing == Standing.CutOff && sending.Purpose == Purpose.TrafficHome)))
            return now.Describe();

        // Held again, but not without a break: what was decided before it does not know what the holder in between did.
        return now.Epoch == sending.Epoch ? null : $"it was decided in epoch {sending.Epoch} of the lease, and this is epoch {now.Epoch}";
    }
}
