using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>A situation told in a few words; everything not said is as in a quiet, released service (blue runs h1:old, all traffic on it).</summary>
internal sealed record Scene
{
    public string Desired { get; init; } = "h1:old";

    public ServiceSpec Spec { get; init; } = Sample.Spec();

    public ReleaseRecord Record { get; init; } = ReleaseRecord.Empty with { Stable = Colour.Blue };

    public (string Revision, int Desired, int Running)? Blue { get; init; } = ("h1:old", 2, 2);

    public (string Revision, int Desired, int Running)? Green { get; init; }

    public string GreenState { get; init; } = "COMPLETED";

    public int? GreenWeight { get; init; } = 0;

    public bool Preview { get; init; }

    public int BlueHealthy { get; init; } = 2;

    public int GreenHealthy { get; init; } = 2;

    public bool? ChecksGood { get; init; } = true;

    public PreflightFacts Preflight { get; init; } = Sample.Preflight;

    public ImmutableArray<AlarmReading> Alarms { get; init; } = [];

    public ImmutableArray<AskedSample> Asked { get; init; } = [];

    public ImmutableArray<TaskReading> Tasks { get; init; } = [];

    public bool PreviewSettled { get; init; } = true;

    public Crashes Crashes { get; init; } = Crashes.None;

    public TaskDefinition? Definition { get; init; } = new("arn:definition/h1:new", "h1:new", new JobResult(Code: null));

    public OneOffTask? Job { get; init; }

    public Intents Intents { get; init; } = Intents.None;

    public Leadership Leadership { get; init; } = Leadership.Alone;

    public ProcessMemory Memory { get; init; } = new()
    {
        StartedAt = Sample.Now - TimeSpan.FromHours(1),
        Idle = new(new Idle(Sample.Now - TimeSpan.FromHours(1), Sample.Now, 9), new Idle(Sample.Now - TimeSpan.FromHours(1), Sample.Now, 9)),
    };

    /// <summary>Green runs h1:new, is complete and reachable by the preview rule: what follows is only about traffic.</summary>
    public static Scene Prepared => new() { Desired = "h1:new", Green = ("h1:new", 2, 2), Preview = true };

    /// <summary>An open attempt with traffic on green.</summary>
    public static Scene At(int weight, double secondsHeld) => Prepared with
    {
        GreenWeight = weight,
        Record = Released with { Attempt = Moving, Since = new Since(weight, Sample.Now - TimeSpan.FromSeconds(secondsHeld)) },
        Memory = new ProcessMemory { StartedAt = Sample.Now - TimeSpan.FromHours(1), Armed = Armed.ToString(), Moved = true, CandidateWeight = weight },
    };

    public static ReleaseRecord Released => ReleaseRecord.Empty with { Stable = Colour.Blue };

    public static Attempt Armed => new("h1:new", 1, Moving: false, 2, Sample.Now - TimeSpan.FromMinutes(1));

    public static Attempt Moving => Armed with { Moving = true };

    public Decision Decide()
    {
        var target = Sample.Target(Desired, Spec);
        var seen = Observe(target);
        return RolloutMachine.Decide(target, seen, Remember.Seen(Memory, seen, target, Sample.Now), Sample.Now);
    }

    public ServiceObservation Observe(Target target) => new()
    {
        Services = Fact(new Pair<EcsService?>(
            Blue is { } blue ? Sample.Service(Colour.Blue, blue.Revision, blue.Desired, blue.Running, Record) : null,
            Green is { } green ? Sample.Service(Colour.Green, green.Revision, green.Desired, green.Running, state: GreenState) : null)),
        Rules = Fact(new ServiceRules(
            GreenWeight is { } weight ? [Sample.Production(100 - weight, Blue?.Revision ?? "-")] : [],
            Preview ? [Sample.PreviewTo(Record.Stable == Colour.Green || Record.Stable is null ? Colour.Blue : Colour.Green)] : [])),
        TargetGroups = Fact(new Pair<TargetGroup?>(
            Sample.TargetGroup(Colour.Blue, target.GroupSettings), Sample.TargetGroup(Colour.Green, target.GroupSettings))),
        Health = Fact(new Pair<GroupHealth>(Sample.Healthy(BlueHealthy), Sample.Healthy(GreenHealthy))),
        Definition = Fact(Definition?.Revision == Desired ? Definition : null),
        BeforeJob = Fact(Job),
        Checks = (ChecksGood is { } good ? Sample.Answered(good, Sample.Now) : CheckReadings.None) with { Alarms = Alarms, Asked = Asked, Crashes = Crashes, Tasks = Tasks, PreviewSettled = PreviewSettled },
        Intents = Fact(Intents),
        Leadership = Leadership,
        Preflight = Fact(Preflight),
    };

    private static Fact<T> Fact<T>(T value) => Publican.Observed.Fact<T>.Of(value, Sample.Now);
}
