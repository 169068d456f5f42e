using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>A worker without a route, told in a few words: not said otherwise, it is quiet and runs h1:old, which is proven.</summary>
internal sealed record RollingScene
{
    public static readonly ServiceSpec Worker = Sample.Spec() with
    {
        Routes = [],
        Port = null,
        Health = null,
        DeregistrationDelay = TimeSpan.Zero,
        Rollout = Sample.Spec().Rollout with { Strategy = Strategy.Rolling, Steps = [], Checks = [new AlarmCheckSpec("queue")], KeepOld = TimeSpan.Zero },
    };

    public static readonly ReleaseRecord Released = ReleaseRecord.Empty with { Proven = new Proven("h1:old", "arn:definition/h1:old") };

    public static readonly Attempt Moving = new("h1:new", 1, Moving: true, 2, Sample.Now - TimeSpan.FromMinutes(1));

    public string Desired { get; init; } = "h1:new";

    public ServiceSpec Spec { get; init; } = Worker;

    public ReleaseRecord Record { get; init; } = Released;

    public (string? Revision, int Desired, int Running)? Runs { get; init; } = ("h1:old", 2, 2);

    public string State { get; init; } = "COMPLETED";

    public string? Reason { get; init; }

    public bool IsForeign { get; init; }

    public DateTimeOffset? TakenBackAt { get; init; }

    public TaskNetwork? ProvenNetwork { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = Sample.Now - TimeSpan.FromSeconds(30);

    public TaskDefinition? Definition { get; init; } = new("arn:definition/h1:new", "h1:new", new JobResult(Code: null));

    public OneOffTask? Job { get; init; }

    public AlarmReading Alarm { get; init; } = new("queue", "OK", "", BeforeTraffic: false);

    public Intents Intents { get; init; } = Intents.None;

    public Pair<EcsService?> OtherShape { get; init; } = new(null, null);

    public ServiceRules Rules { get; init; } = ServiceRules.None;

    public Pair<GroupHealth> Health { get; init; } = new(GroupHealth.None, GroupHealth.None);

    public Leadership Leadership { get; init; } = Leadership.Alone;

    public ProcessMemory Memory { get; init; } = new() { StartedAt = Sample.Now - TimeSpan.FromHours(1) };

    /// <summary>ECS replaces the tasks.</summary>
    public static RollingScene InProgress => new() { Runs = ("h1:new", 2, 1), State = "IN_PROGRESS", Record = Released with { Attempt = Moving } };

    /// <summary>All tasks are new, and have been for a while.</summary>
    public static RollingScene Baking(double seconds) => InProgress with
    {
        Runs = ("h1:new", 2, 2),
        State = "COMPLETED",
        Record = Released with { Attempt = Moving, Since = new Since(100, Sample.Now - TimeSpan.FromSeconds(seconds)) },
    };

    public Target Target => Sample.Target(Desired, Spec);

    public Decision Decide()
    {
        var (target, seen) = (Target, Observe());
        return RolloutMachine.Decide(target, seen, Remember.Seen(Memory, seen, target, Sample.Now), Sample.Now);
    }

    public ServiceObservation Observe() => new()
    {
        Leadership = Leadership,
        Services = Fact(new Pair<EcsService?>(
            Runs is { } runs
                ? Sample.Service(Colour.Blue, runs.Revision ?? "?", runs.Desired, runs.Running, Record, State, CreatedAt) with
                {
                    Name = "beer-api",
                    Revision = runs.Revision,
                    Ours = !IsForeign,
                    TargetGroupArn = null,
                    Primary = new Deployment("ecs-svc/1", State, Reason, CreatedAt, 0),
                    TakenBackAt = TakenBackAt,
                    ProvenNetwork = ProvenNetwork,
                }
                : null,
            null)),
        OtherShape = Fact(OtherShape),
        Rules = Fact(Rules),
        Health = Fact(Health),
        Definition = Fact(Definition?.Revision == Desired ? Definition : null),
        BeforeJob = Fact(Job),
        Checks = CheckReadings.None with { Alarms = [Alarm] },
        Intents = Fact(Intents),
    };

    private static Fact<T> Fact<T>(T value) => Publican.Observed.Fact<T>.Of(value, Sample.Now);
}
