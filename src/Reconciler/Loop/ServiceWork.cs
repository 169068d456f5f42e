using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Loop;

/// <summary>One service in the loop: when it is due, what this process remembers of it.</summary>
public sealed class ServiceWork(string name, DetailReader details, ProcessMemory memory, Backoff backoff)
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);

    public string Name => name;

    public DetailReader Details => details;

    public Backoff Backoff => backoff;

    public ProcessMemory Memory { get; set; } = memory;

    /// <summary>Of the lease that the memory belongs to: under another one it is another process's.</summary>
    public long Epoch { get; set; }

    public DateTimeOffset DueAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>A pass is running: the service is left out until it ends, so it never delays another.</summary>
    public bool InFlight { get; set; }

    /// <summary>When its last pass began.</summary>
    public DateTimeOffset TakenAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Something happened while a pass was running, perhaps after its reads: one more look follows.</summary>
    public bool Hurried { get; set; }

    /// <summary>The newest look that was brought forward. However much happens, the next one is a second later.</summary>
    public DateTimeOffset HurriedTo { get; set; } = DateTimeOffset.MinValue;

    /// <summary>It was at rest when it was last due: a look at it costs little more than its share of the common reads.</summary>
    public bool Rests { get; set; }

    /// <summary>Revision that was last planned; another one makes the service due at once.</summary>
    public string? LastRevision { get; set; }

    /// <summary>
    /// Whether Application Auto Scaling may know of it: it scales, or nobody has looked since it did. A service with a fixed number of tasks is asked for once.
    /// </summary>
    public bool MayScale { get; set; } = true;

    /// <summary>
    /// After a call that failed. A candidate with traffic, or one that is on its way home, is looked at again soon whatever fails: its checks must be seen, and a
    /// throttled way home is not the time to wait a minute.
    /// </summary>
    public TimeSpan RetryIn()
    {
        var pause = backoff.Next();
        return (Memory.CandidateWeight is not (null or 0) || Priority == CallPriority.Rollback) && pause > Watched ? Watched : pause;
    }

    /// <summary>Its target as it was last resolved, and what from.</summary>
    public (DesiredState Desired, EnvironmentOutputs Outputs, IReadOnlyDictionary<string, long> Versions, IReadOnlyDictionary<string, ManagedSecret> Managed, Resolution Resolution)? Resolved { get; set; }

    /// <summary>Evidence is collected once for a quarantined revision that this process did not see fail.</summary>
    public string? EvidenceFor { get; set; }

    /// <summary>What its next reads are worth, as the last pass left it.</summary>
    public CallPriority Priority { get; set; } = CallPriority.Rollout;

    public Target? LastTarget { get; set; }

    public Progress Progress { get; set; } = Progress.Unknown;

    /// <summary>The pass in flight may begin a rollout: its place is taken until it says that it did not.</summary>
    public bool MayBegin { get; set; }

    /// <summary>As they were last read: while SSM is away, a pin stands.</summary>
    public Intents LastIntents { get; set; } = Intents.None;

    /// <summary>The last target whose image was looked up: a tag that moves changes nothing until the content does.</summary>
    public Target? Pinned { get; set; }
}
