using System.Collections.Immutable;

namespace Publican.Observed;

/// <summary>Everything seen of one service in one pass, fact by fact.</summary>
public sealed record ServiceObservation
{
    /// <summary>Both ECS services with their tags; null where one does not exist.</summary>
    public Fact<Pair<EcsService?>> Services { get; init; } = Fact<Pair<EcsService?>>.NotRead;

    /// <summary>What runs under the names of the other strategy. Read only while nothing runs under those of the desired one.</summary>
    public Fact<Pair<EcsService?>> OtherShape { get; init; } = Fact<Pair<EcsService?>>.NotRead;

    public Fact<ServiceRules> Rules { get; init; } = Fact<ServiceRules>.NotRead;

    /// <summary>Both sides' scalable targets; null where one is not registered. Read only for services that scale, or may have.</summary>
    public Fact<Pair<ScalableTarget?>> Scaling { get; init; } = Fact<Pair<ScalableTarget?>>.NotRead;

    /// <summary>Read only while something is to be prepared.</summary>
    public Fact<Pair<TargetGroup?>> TargetGroups { get; init; } = Fact<Pair<TargetGroup?>>.NotRead;

    /// <summary>How a service that is to be adopted differs from the files. Read only for one that others made.</summary>
    public Fact<ImmutableArray<AdoptionDifference>> Adoption { get; init; } = Fact<ImmutableArray<AdoptionDifference>>.NotRead;

    /// <summary>The target group of the stable side, to compare its settings at rest: read now and then, because it costs three calls.</summary>
    public Fact<TargetGroup?> StableGroup { get; init; } = Fact<TargetGroup?>.NotRead;

    /// <summary>Read only for services in rollout or trouble: it costs one call a group from a small budget.</summary>
    public Fact<Pair<GroupHealth>> Health { get; init; } = Fact<Pair<GroupHealth>>.NotRead;

    /// <summary>The registered task definition of the desired revision, null when there is none yet. Read only while it is needed.</summary>
    public Fact<TaskDefinition?> Definition { get; init; } = Fact<TaskDefinition?>.NotRead;

    /// <summary>The before-job of the desired revision, null when it was not started. Read only while it is needed.</summary>
    public Fact<OneOffTask?> BeforeJob { get; init; } = Fact<OneOffTask?>.NotRead;

    /// <summary>Of a job, for which all but the intents and what is prepared is not read.</summary>
    public Fact<JobSighting> Job { get; init; } = Fact<JobSighting>.NotRead;

    /// <summary>What a new revision needs and does not make itself. Read only before anything of it is started.</summary>
    public Fact<PreflightFacts> Preflight { get; init; } = Fact<PreflightFacts>.NotRead;

    /// <summary>Task definitions of the family, newest first. Read only after a release, when all else is done.</summary>
    public Fact<ImmutableArray<PastRevision>> History { get; init; } = Fact<ImmutableArray<PastRevision>>.NotRead;

    public CheckReadings Checks { get; init; } = CheckReadings.None;

    public Fact<Intents> Intents { get; init; } = Fact<Intents>.NotRead;

    /// <summary>The lease when the pass began.</summary>
    public Leadership Leadership { get; init; } = Leadership.Alone;

    /// <summary>A person's wish to try a quarantined revision again, unless it was carried out already.</summary>
    public Intent? RetryOf(string revision) =>
        Intents.Value?.For(Verb.Retry, revision) is { } retry && !Record.IsSpent(retry) && Record.BadFor(revision) is not null ? retry : null;

    /// <summary>Nothing of the revision runs, and no rollout is under way: whether it may begin is the question.</summary>
    public bool IsNew(string revision)
    {
        var (services, record) = (Services.Value, Record);
        var candidate = record.Stable?.Other() ?? Colour.Blue;
        return record.Attempt is null
            && record.BadFor(revision) is null
            && (record.Stable is not { } stable || services?[stable]?.Revision != revision)
            && !(services?[candidate] is { Up: true } service && service.Revision == revision);
    }

    /// <summary>No ECS service of it exists, under no strategy's names.</summary>
    public bool HasNothing => Services is { Known: true, Value: { Blue: null, Green: null } } && OtherShape.Value is not ({ Blue: not null } or { Green: not null });

    /// <summary>The stored record. Without an anchor nothing is stored; the newest retry then holds by itself, as its intent stays in SSM.</summary>
    public ReleaseRecord Record => Services.Value?.Blue is { } anchor ? ReleaseRecord.Parse(anchor.Tags)
        : Intents.Value?.All.Where(intent => intent.Verb == Verb.Retry).MaxBy(intent => intent.At) is { Revision: { } revision, At: { } at }
            ? ReleaseRecord.Empty with { Retried = new(revision, at) }
        : ReleaseRecord.Empty;

    /// <summary>The before-job of the desired revision failed, and nobody had it tried again since.</summary>
    public JobResult? FailedBefore =>
        Definition.Value is { Before: { Succeeded: false } job } definition && job.Retry >= Record.RetryOf(definition.Revision) ? job : null;
}
