using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Rollouts;

/// <summary>What one pass decided for one service: at most one mutation, and when to look again.</summary>
public sealed record Decision
{
    public required Phase Phase { get; init; }

    /// <summary>Why, in words for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The one mutation of this pass; null to wait.</summary>
    public PlannedAction? Action { get; init; }

    /// <summary>How long until the next look when nothing happens; zero after a mutation.</summary>
    public required TimeSpan LookAgain { get; init; }

    /// <summary>The side that failed and what saw it; set on every decision that takes a revision back.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Something a person must see: both sides sick, a foreign group in our rule.</summary>
    public Alarm? Alarm { get; init; }

    /// <summary>The freeze that keeps it from going forward; the progress deadline stands still.</summary>
    public Freeze? HeldBy { get; init; }

    /// <summary>Whose word the rollout waits for; the progress deadline stands still.</summary>
    public Awaits Awaits { get; init; }

    /// <summary>What was changed by hand and is being put right.</summary>
    public string? Drift { get; init; }
}

public enum Awaits
{
    Nobody,

    /// <summary>A person paused it.</summary>
    Resume,

    /// <summary>A step that needs approval has held well.</summary>
    Approval,
}

/// <param name="Code">As in the quarantine tag, at most 11 characters.</param>
/// <param name="Check">Which check saw it, for people.</param>
public sealed record Failure(string Revision, string Code, string Check, string Message)
{
    /// <summary>What the check saw last, oldest first.</summary>
    public ImmutableArray<EvidenceSample> Samples { get; init; } = [];
}

/// <param name="Message">What came back, or the figure; never a secret value.</param>
public sealed record EvidenceSample(DateTimeOffset At, SampleResult Result, string Message);

/// <param name="Reason">CamelCase, for the condition.</param>
public sealed record Alarm(string Reason, string Message);

/// <summary>Reason codes in the quarantine tag. Eight of them with their hashes must fit 256 characters, so 11 each.</summary>
public static class Codes
{
    public const string Unhealthy = "unhealthy";
    public const string HttpCheck = "http-check";
    public const string ErrorRate = "error-rate";
    public const string Latency = "latency";
    public const string Alarm = "alarm";
    public const string Deadline = "deadline";
    public const string Crashed = "crashed";
    public const string Prometheus = "prometheus";
    public const string Webhook = "webhook";
    public const string TaskCheck = "task-check";
    public const string BeforeJob = "before-job";
    public const string JobTimeout = "job-timeout";
    public const string Interrupted = "interrupted";
    public const string Aborted = "aborted";

    /// <summary>A person moved the weights towards stable.</summary>
    public const string Hand = "hand";

    public const string Unknown = "unknown";

    /// <summary>Not written to the record: a newer commit is no verdict on the older one.</summary>
    public const string Superseded = "superseded";

    /// <summary>Not written to the record: nobody opened an attempt.</summary>
    public const string Drift = "drift";
}
