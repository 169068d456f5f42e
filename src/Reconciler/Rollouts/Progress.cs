using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>How far a service had come in its last pass, for those that wait for it. Losing it is safe: then all wait for one more pass.</summary>
/// <param name="Settled">The resolved revision that it runs and has proven; null while it does not.</param>
/// <param name="IsMoving">A rollout of it is under way.</param>
/// <param name="RestsAt">The resolved revision that it will not begin by itself: it failed, or a person holds it.</param>
/// <param name="Phase">Null before its first pass.</param>
public sealed record Progress(string? Settled, bool IsMoving, string? RestsAt, Phase? Phase)
{
    /// <summary>A freeze holds it, which may last for days: it takes nobody's place.</summary>
    public bool IsFrozen { get; init; }

    public static Progress Unknown { get; } = new(null, IsMoving: false, null, null);

    /// <param name="resolved">The revision before an image's digest was looked up and a person's pin laid over it.</param>
    public Progress After(Decision decision, Target target, string resolved, ServiceObservation seen)
    {
        var record = seen.Record;
        var proven = target.Names.Single ? record.Proven?.Revision : record.Stable is { } stable ? seen.Services.Value?[stable]?.Revision : null;
        return decision.Phase switch
        {
            // What is not known now changes nothing about what was known before.
            Rollouts.Phase.Blind or Rollouts.Phase.Route or Rollouts.Phase.Scaling => this,
            Rollouts.Phase.Steady or Rollouts.Phase.Retain or Rollouts.Phase.Retire when proven == target.Revision =>
                new(target.Pin is null ? resolved : null, IsMoving: false, resolved, decision.Phase),
            Rollouts.Phase.RolledBack or Rollouts.Phase.NoStable or Rollouts.Phase.Aborted or Rollouts.Phase.Contested or Rollouts.Phase.Adopt or Rollouts.Phase.HandsOff =>
                new(null, IsMoving: false, resolved, decision.Phase),
            Rollouts.Phase.Held or Rollouts.Phase.Ready when decision.HeldBy is not null => new(null, IsMoving: false, null, decision.Phase) { IsFrozen = true },
            Rollouts.Phase.Held or Rollouts.Phase.Preflight or Rollouts.Phase.Retain or Rollouts.Phase.Retire => new(null, IsMoving: false, null, decision.Phase),
            _ => new(null, IsMoving: true, null, decision.Phase),
        };
    }
}
