using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>
/// What only this process knows about a service. Losing it must be safe: every rule that uses it falls back
/// to the slower, more careful way (contract, section 4).
/// </summary>
public sealed record ProcessMemory
{
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The attempt this process armed, as the record spells it.</summary>
    public string? Armed { get; init; }

    /// <summary>This process gave the armed attempt its first weight.</summary>
    public bool Moved { get; init; }

    /// <summary>Why this process brought traffic home.</summary>
    public Failure? Reverted { get; init; }

    /// <summary>The candidate's weight fell without a call of ours.</summary>
    public bool FellByHand { get; init; }

    /// <summary>Rules this process wrote home since its last write was seen: while reads are old they may show otherwise.</summary>
    public ImmutableArray<string> Homeward { get; init; } = [];

    /// <summary>Of several rules: this process saw them all at one weight since the attempt was opened.</summary>
    public bool SawEven { get; init; }

    /// <summary>Candidate's weight in the last pass, or as we wrote it since.</summary>
    public int? CandidateWeight { get; init; }

    /// <summary>When this process saw a candidate's weight that it had not written: nobody knows since when it is so.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>Desired counts in the last pass, or as we wrote them since.</summary>
    public Pair<int?> Counts { get; init; } = new(null, null);

    /// <summary>Tasks the candidate had before this process asked for more; null once they are healthy.</summary>
    public int? GrownFrom { get; init; }

    /// <summary>Since when each side was seen without traffic, without a gap, and how often.</summary>
    public Pair<Idle?> Idle { get; init; } = new(null, null);

    /// <summary>When the one service of strategy rolling was last seen with a task missing: a bake begins after it.</summary>
    public DateTimeOffset? BrokenAt { get; init; }

    /// <summary>Our last write, until a read shows it.</summary>
    public Expectation? Expected { get; init; }

    /// <summary>Until when a write without an answer, overtaken by a later one, may still be carried out; null when there is none.</summary>
    public DateTimeOffset? LateUntil { get; init; }

    /// <summary>
    /// The record as this leader knows it: read when all earlier writes had landed, then as it wrote it itself. What differs was written late, by a
    /// leader that was gone. Null while it is not known, and without a lease.
    /// </summary>
    public ReleaseRecord? Record { get; init; }

    /// <summary>Before it knew the record, this leader brought home the traffic of what it found: the one before may have been about to do the same.</summary>
    public bool TookHome { get; init; }

    /// <summary>What this leader found at the same moment; it stays as it is.</summary>
    public Found? Found { get; init; }

    /// <summary>How long the progress deadline stood still: both sides were sick, or a person was asked.</summary>
    public TimeSpan StoppedTime { get; init; }

    public DateTimeOffset? StoppedSince { get; init; }

    /// <summary>Verdicts that this process wrote, by their sentence.</summary>
    public ImmutableHashSet<string> Noted { get; init; } = [];

    public string? LastRevision { get; init; }

    /// <summary>Of a job; null until its runs were read.</summary>
    public JobMemory? Job { get; init; }

    public Housekeeping Housekeeping { get; init; }

    /// <summary>Writes of the clean-up that AWS refused, one after the other.</summary>
    public int TidyRefusals { get; init; }

    /// <summary>Until then a read may be older than the last write of the clean-up: of one that was deregistered it may know nothing yet.</summary>
    public DateTimeOffset? TidyUntil { get; init; }
}

/// <summary>Whether task definitions that are not needed any more are looked for.</summary>
public enum Housekeeping
{
    Done,

    /// <summary>This process has not seen the service at rest yet: the one before may have released something and not come to its clean-up.</summary>
    Unknown,

    /// <summary>This process has released something; its clean-up comes first.</summary>
    AfterRest,

    /// <summary>The release has come to rest.</summary>
    Due,
}

/// <param name="Weight">The candidate's: the leader before may still write the step after it.</param>
/// <param name="InMotion">A rollout was under way, or was being cleaned up: a call of it may have been.</param>
public sealed record Found(int Weight, bool InMotion);

public sealed record Idle(DateTimeOffset Since, DateTimeOffset LastSeen, int Reads);

/// <param name="Unclear">No answer came: it may have happened, may still happen, or never.</param>
public sealed record Expectation(PlannedAction Action, DateTimeOffset Until, bool Unclear = false);
