using System.Collections.Immutable;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts.Model;

/// <summary>One ECS service with its breaker, as a value. What ECS and time do are transitions.</summary>
internal sealed record RollingWorld
{
    public required string Desired { get; init; }

    /// <summary>Of the PRIMARY deployment; null while there is no service.</summary>
    public string? Primary { get; init; }

    public string State { get; init; } = "COMPLETED";

    /// <summary>What ECS would go back to: the newest deployment that completed.</summary>
    public string? Completed { get; init; }

    /// <summary>A deployment that ECS took back still shows.</summary>
    public bool ShowsFailed { get; init; }

    /// <summary>The deployment in progress is older than the deadline.</summary>
    public bool Overdue { get; init; }

    public int Count { get; init; }

    public ImmutableSortedSet<string> Registered { get; init; } = [];

    public ImmutableSortedSet<string> JobStarted { get; init; } = [];

    public ImmutableSortedDictionary<string, string> JobResult { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public string Record { get; init; } = "";

    /// <summary>Deployments of each revision that were forward moves.</summary>
    public ImmutableSortedDictionary<string, int> Rolls { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    public int ChangesLeft { get; init; }

    public int LeversLeft { get; init; }

    public int HandsLeft { get; init; }

    public ImmutableArray<Intent> Intents { get; init; } = [];

    public string Key => string.Join('|', Desired, Primary, State, Completed, ShowsFailed, Overdue, Count, string.Join(',', Registered), string.Join(',', JobStarted),
        string.Join(',', JobResult), Record, string.Join(',', Rolls), ChangesLeft, LeversLeft, HandsLeft, IntentList.Write(Intents));

    public ReleaseRecord Read() => ReleaseRecord.Parse(Tags());

    public Dictionary<string, string> Tags() => Record.Length == 0 ? [] : Record.Split(';').Select(tag => tag.Split('~')).ToDictionary(tag => tag[0], tag => tag[1]);

    public RollingWorld Write(ReleaseRecord record) => this with { Record = string.Join(';', record.ChangesFrom(ReleaseRecord.Empty).Select(tag => $"{tag.Key}~{tag.Value}")) };

    public RollingWorld Apply(PlannedAction action) => action switch
    {
        PlannedAction.RegisterTaskDefinition register => this with { Registered = Registered.Add(register.Revision) },
        PlannedAction.RunBeforeJob job => this with { JobStarted = JobStarted.Add(job.Revision + job.Hook) },
        PlannedAction.RecordJobResult result => this with { JobResult = JobResult.SetItem(Of(result.TaskDefinitionArn), result.Result.ToString()) },
        PlannedAction.CreateRollingService create when Primary is null => Deploy(Of(create.TaskDefinitionArn), create.Count, forward: true).Write(create.Record),
        PlannedAction.CreateRollingService => this,
        PlannedAction.Roll roll when Of(roll.TaskDefinitionArn) == Primary && !roll.Again => this with { Count = roll.Count },
        PlannedAction.Roll roll => Deploy(Of(roll.TaskDefinitionArn), roll.Count, forward: !roll.Back),
        PlannedAction.ScaleRollingService scale => this with { Count = scale.Count },
        PlannedAction.WriteRecord { Change: RecordChange.Retry, After.Retried: { } retried } record => Write(record.After) with { Rolls = Rolls.Remove(retried.Revision) },
        PlannedAction.WriteRecord record => Write(record.After),
        _ => throw new InvalidOperationException($"strategy rolling has no use for {action}"),
    };

    /// <summary>What ECS may do by itself in this moment.</summary>
    public IEnumerable<RollingWorld> Ecs(IReadOnlyDictionary<string, Kind> kinds)
    {
        if (ShowsFailed)
            yield return this with { ShowsFailed = false };
        if (State != "IN_PROGRESS" || Count == 0)
            yield break;
        if (kinds[Primary!] != Kind.NeverHealthy)
        {
            yield return this with { State = "COMPLETED", Completed = Primary, Overdue = false };
            yield break;
        }

        // The breaker may trip, or the tasks may just never come up.
        yield return Completed is null || Completed == Primary
            ? this with { State = "FAILED" }
            : this with { Primary = Completed, State = "IN_PROGRESS", ShowsFailed = true, Overdue = false };
        if (!Overdue)
            yield return this with { Overdue = true };
    }

    private RollingWorld Deploy(string revision, int count, bool forward) => this with
    {
        Primary = revision,
        Count = count,
        State = "IN_PROGRESS",
        ShowsFailed = false,
        Overdue = false,
        Rolls = forward ? Rolls.SetItem(revision, Math.Min(Rolls.GetValueOrDefault(revision) + 1, Sample.Timing.MaxAttempts + 1)) : Rolls,
    };

    public static string Of(string definition) => definition["arn:definition/".Length..];
}
