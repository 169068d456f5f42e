using System.Collections.Immutable;
using System.Globalization;

namespace Publican.Observed;

/// <summary>One colour's ECS service.</summary>
public sealed record EcsService
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    /// <summary>False when the service exists but carries another owner's tags, or none.</summary>
    public required bool Ours { get; init; }

    /// <summary>ACTIVE or DRAINING; an INACTIVE service counts as absent.</summary>
    public required string Status { get; init; }

    public required string TaskDefinitionArn { get; init; }

    /// <summary><c>publican:revision</c> of the PRIMARY deployment's task definition; null when it was registered by someone else.</summary>
    public string? Revision { get; init; }

    /// <summary>As the desired state named it, for people.</summary>
    public string? Image { get; init; }

    /// <summary>What became of the revision before now; task definitions are read once, so it may be older than the tag.</summary>
    public RevisionVerdict? Verdict { get; init; }

    /// <summary>What the task definition was made from; null when it was registered by someone else.</summary>
    public RegisteredRevision? Registered { get; init; }

    public required int Desired { get; init; }

    public required int Running { get; init; }

    public required int Pending { get; init; }

    public required Deployment Primary { get; init; }

    /// <summary>Deployments still being replaced count too: only one means nothing old is left.</summary>
    public required int Deployments { get; init; }

    /// <summary>When ECS last took a deployment back by itself, from the service's events: the deployment is gone from the list before anybody looks.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }

    public string? TargetGroupArn { get; init; }

    /// <summary>Strategy rolling: where the proven revision runs; null where its task definition does not say.</summary>
    public TaskNetwork? ProvenNetwork { get; init; }

    /// <summary>Members of DescribeServices that are compared with what was written, each as JSON; what ECS does not show is absent.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public required ImmutableSortedDictionary<string, string> Tags { get; init; }

    /// <summary>ECS says the primary deployment is done and nothing else runs.</summary>
    public bool Complete => Primary.State == "COMPLETED" && Deployments == 1 && Running == Desired && Pending == 0;

    /// <summary>Something runs or is about to.</summary>
    public bool Up => Desired > 0 || Running > 0 || Pending > 0;
}

/// <param name="State">rolloutState: IN_PROGRESS, COMPLETED or FAILED.</param>
public sealed record Deployment(string Id, string State, string? StateReason, DateTimeOffset CreatedAt, int FailedTasks);

/// <param name="SpecHash">Without the digest; null on one that was registered before digests were looked up: its revision says the same.</param>
/// <param name="Image">What its container runs.</param>
public sealed record RegisteredRevision(string Revision, string? SpecHash, string Image);

/// <param name="Before">How the before-job ended, from its tag; null when it has not.</param>
public sealed record TaskDefinition(string Arn, string Revision, JobResult? Before)
{
    /// <summary>How its check tasks ended, by hook; what is not here is not noted.</summary>
    public ImmutableSortedDictionary<string, JobResult> Checks { get; init; } = ImmutableSortedDictionary<string, JobResult>.Empty;
}

/// <param name="Code">null when the job exited 0.</param>
/// <param name="Retry">Which run failed: 0 for the first one, else the time of the retry that asked for it, in Unix seconds. A newer retry makes it outdated.</param>
public sealed record JobResult(string? Code, long Retry = 0)
{
    private const string Failed = "failed=";

    public bool Succeeded => Code is null;

    /// <summary>As the tag <see cref="OwnerTags.Before"/> spells it.</summary>
    public override string ToString() => Code is null ? "ok" : Retry == 0 ? Failed + Code : string.Create(CultureInfo.InvariantCulture, $"{Failed}{Code}@{Retry}");

    public static JobResult? Parse(string? tag) => tag switch
    {
        "ok" => new(Code: null),
        not null when tag.StartsWith(Failed, StringComparison.Ordinal) => tag[Failed.Length..].Split('@') switch
        {
            [var code, var retry] when long.TryParse(retry, CultureInfo.InvariantCulture, out var at) => new(code, at),
            [var code, ..] => new(code),
            _ => null,
        },
        _ => null,
    };
}

/// <param name="ExitCode">Of the main container; null while it runs, or when it never started.</param>
public sealed record OneOffTask(string Arn, string LastStatus, DateTimeOffset CreatedAt, int? ExitCode, string? StoppedReason)
{
    public bool Stopped => LastStatus == "STOPPED";
}
