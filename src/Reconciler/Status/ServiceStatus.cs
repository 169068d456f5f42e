using System.Collections.Immutable;

namespace Publican.Status;

/// <summary>What the status API says of the whole environment. Written in one place only: <see cref="StatusBoard"/>.</summary>
/// <param name="Revision">Source revision in force.</param>
/// <param name="Commit">Newest commit read; differs from the revision while the newest one is refused.</param>
/// <param name="Errors">Why the newest commit is refused; empty when it is in force.</param>
/// <param name="Environment">Name of the Environment; null until a revision was valid.</param>
/// <param name="Endpoint">LocalCloud's address; null for AWS itself.</param>
/// <param name="Role">IAM role with which AWS is called; null for the credentials of the process.</param>
/// <param name="Lease">Who leads; null where no lease is configured.</param>
public sealed record EnvironmentStatus(
    string? Revision, string? Commit, ImmutableArray<StatusError> Errors, ImmutableArray<ServiceStatus> Services,
    string? Environment = null, string? Region = null, Uri? Endpoint = null, LeaseStatus? Lease = null, string? Role = null)
{
    /// <summary>Each with its <see cref="ServiceStatus.Job"/>.</summary>
    public ImmutableArray<ServiceStatus> Jobs { get; init; } = [];

    /// <summary>AWS calls that wait at this moment, because AWS's rates allow no more; null before the environment was opened.</summary>
    public WaitingStatus? Waiting { get; init; }

    /// <summary>Null where no queue of events is configured.</summary>
    public EventsStatus? Events { get; init; }
}

/// <summary>In the order in which they get their turn.</summary>
public sealed record WaitingStatus(int Rollbacks, int Rollouts, int Sweeps);

/// <param name="Standing">Leads, Unrenewed, CutOff, Follows or Observes.</param>
/// <param name="Holder">Who leads; null where that is not known.</param>
/// <param name="Epoch">Of this instance's lease; 0 while it has none.</param>
public sealed record LeaseStatus(string Standing, string? Holder, long Epoch, string Message);

public sealed record StatusError(string File, int Line, int Column, string Key, string Message);

public sealed record ServiceStatus
{
    public required string Name { get; init; }

    /// <summary>Row of the contract's table.</summary>
    public required string Phase { get; init; }

    public string? DesiredRevision { get; init; }

    /// <summary>Null for a service.</summary>
    public JobStatus? Job { get; init; }

    /// <summary>A person's rollback in force; null when the desired revision is what the source asks for.</summary>
    public PinStatus? Pin { get; init; }

    public SideStatus? Stable { get; init; }

    /// <summary>The side being tried or retired; null when nothing runs on it.</summary>
    public SideStatus? Candidate { get; init; }

    public StepStatus? Step { get; init; }

    /// <summary>The freeze that holds a rollout; null while none does.</summary>
    public FrozenStatus? Frozen { get; init; }

    /// <summary>Each production rule of a service that has several; empty otherwise: the sides say it all.</summary>
    public ImmutableArray<RuleStatus> Rules { get; init; } = [];

    /// <summary>Released, RolledBack, Superseded, Aborted; null while it is open. Of a job: Succeeded or Failed, as its last run ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>What pre-flight found out about the desired revision before anything of it was started.</summary>
    public ImmutableArray<FindingStatus> Preflight { get; init; } = [];

    /// <summary>What is live and is not as wanted, while no rollout is under way.</summary>
    public ImmutableArray<DriftStatus> Drift { get; init; } = [];

    public ImmutableArray<QuarantinedRevision> Quarantined { get; init; } = [];

    public ImmutableArray<Condition> Conditions { get; init; } = [];

    /// <summary>Newest first, at most <see cref="StatusBuilder.EventsKept"/>.</summary>
    public ImmutableArray<StatusEvent> Events { get; init; } = [];

    /// <summary>Why the last revision was taken back; null after a release.</summary>
    public EvidenceStatus? Evidence { get; init; }
}

/// <param name="Weight">Percent of production traffic.</param>
/// <param name="Healthy">Targets the load balancer calls healthy.</param>
public sealed record SideStatus(string Colour, string? Revision, string? Image, int Weight, int Desired, int Running, int Healthy);

/// <param name="Revision">What the source asks for; another one ends the pin.</param>
/// <param name="To">What runs instead, or is rolled out.</param>
public sealed record PinStatus(string Revision, string To, string By, DateTimeOffset? At);

/// <param name="Weight">Live weight of the candidate.</param>
/// <param name="Next">The weight after it; null at 100.</param>
public sealed record StepStatus(int Weight, int? Next, DateTimeOffset? Since);

/// <param name="By">Names of the windows, as the desired state calls them.</param>
/// <param name="Until">Null where no end is in sight.</param>
public sealed record FrozenStatus(string By, DateTimeOffset? Until);

/// <param name="Listener">As the environment's outputs call it.</param>
/// <param name="Priority">As the route has it.</param>
/// <param name="Weight">Percent of this rule's traffic that the candidate gets.</param>
public sealed record RuleStatus(string Listener, ImmutableArray<string> Hosts, ImmutableArray<string> Paths, int Priority, int Weight);

/// <param name="Where">Key of the desired state, or SSM parameter.</param>
/// <param name="Stops">Nothing of the revision is started while this stands; otherwise it is a remark.</param>
public sealed record FindingStatus(string Where, string Message, bool Stops);

/// <param name="Field">As docs/drift.md calls it.</param>
/// <param name="Remedy">PutBack, Rollout, NextRollout or Reported.</param>
public sealed record DriftStatus(string Field, string Wanted, string Found, string Remedy, string Message);

public sealed record QuarantinedRevision(string Revision, string Code);

/// <summary>A Kubernetes-style condition.</summary>
/// <param name="Status">True, False or Unknown.</param>
public sealed record Condition(string Type, string Status, string Reason, string Message, string? ObservedRevision, DateTimeOffset LastTransitionTime);

/// <param name="Type">Normal or Warning.</param>
public sealed record StatusEvent(DateTimeOffset Time, string Type, string Reason, string Message);

/// <param name="Check">Which check saw it.</param>
/// <param name="LogTail">Last lines of the task's log, oldest first.</param>
/// <param name="Samples">What the check saw last, oldest first, at most ten; none after a restart.</param>
public sealed record EvidenceStatus(
    string Check, string Message, string? StoppedReason, int? ExitCode, ImmutableArray<string> LogTail, ImmutableArray<SampleStatus> Samples);

/// <param name="Result">good, bad or inconclusive.</param>
public sealed record SampleStatus(DateTimeOffset Time, string Result, string Message);
