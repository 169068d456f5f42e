using System.Collections.Immutable;
using CsCheck;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Rollouts;

namespace Publican.Tests.Rollouts;

/// <summary>Anything that the machine could be asked about, likely or not: each fact is drawn by itself.</summary>
internal sealed record Situation(Target Target, ServiceObservation Seen, ProcessMemory Memory)
{
    private static readonly DateTimeOffset Now = Sample.Now;

    /// <summary>Small, so that they often meet.</summary>
    private static readonly Gen<string> Revisions = Gen.OneOf("h1:old", "h1:new", "h1:newer");

    private static readonly Gen<int> Weights = Gen.Frequency((4, 0), (3, 10), (3, 50), (3, 100), (1, 1), (1, 30), (1, 99));

    private static readonly Gen<TimeSpan> Ages = Gen.Frequency((4, Gen.Int[0, 10]), (2, Gen.Int[0, 120]), (1, Gen.Int[-60, 0])).Select(seconds => TimeSpan.FromSeconds(seconds));

    private static readonly Gen<StepSpec[]> Steps =
        from weights in Gen.Frequency((3, Gen.Const(new[] { 10, 50 })), (1, Gen.Int[1, 99].HashSet[0, 4].Select(set => set.Order().ToArray())))
        from hold in Gen.Int[0, 20]
        from approve in Gen.Frequency((4, false), (1, true))
        select weights.Select(weight => new StepSpec(weight, TimeSpan.FromSeconds(hold), approve)).ToArray();

    private static readonly MetricCheckSpec[] Metrics =
    [
        new ErrorRateCheckSpec(1, TimeSpan.FromSeconds(2), 10),
        new LatencyCheckSpec("p99", TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2), 10) { OverStable = 20, Inconclusive = Inconclusive.Wait },
    ];

    private static readonly AskedCheckSpec Webhook = new WebhookCheckSpec(new Uri("http://127.0.0.1:9"), TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(1), Inconclusive.Fail);

    private static readonly TaskCheckSpec SmokeTest = new(["smoke"], TimeSpan.FromSeconds(20));

    private static readonly Gen<CheckSpec[]> CheckSpecs = Gen.OneOf<CheckSpec>(
    [
        new HttpCheckSpec("/health/ready", TimeSpan.FromSeconds(1), 1), new HttpCheckSpec("/beers", TimeSpan.FromSeconds(1), 3), new AlarmCheckSpec("p99"),
        new RestartsCheckSpec(0), Webhook, SmokeTest, .. Metrics,
    ]).Array[0, 3].Select(checks => checks.Distinct().ToArray());

    private static readonly Gen<Target> Targets =
        from revision in Revisions
        from steps in Steps
        from checks in CheckSpecs
        from replicas in Gen.Int[1, 4]
        from before in Gen.Bool
        from timeout in Gen.Int[1, 90]
        select Sample.Target(revision, Sample.Spec([.. steps], before) is var spec
            ? spec with { Replicas = replicas, Rollout = spec.Rollout with { Checks = [.. checks], Timeout = TimeSpan.FromSeconds(timeout) } }
            : spec);

    private static readonly Gen<Attempt> Attempts =
        from revision in Revisions
        from tries in Gen.Int[1, 3]
        from moving in Gen.Bool
        from capacity in Gen.Int[1, 4]
        from age in Gen.Int[0, 100]
        select new Attempt(revision, tries, moving, capacity, Now - TimeSpan.FromSeconds(age));

    public static readonly Gen<ReleaseRecord> Records =
        from stable in Gen.Frequency<Colour?>((6, Colour.Blue), (3, Colour.Green), (1, null))
        from attempt in Attempts.Null(0.3)
        from bad in Gen.Select(Revisions, Gen.OneOf(Codes.Unhealthy, Codes.Hand, Codes.ErrorRate), (revision, code) => new BadRevision(revision, code)).Array[0, 1]
        from since in Gen.Select(Weights, Ages, (weight, age) => new Since(weight, Now - age)).Null(0.2)
        from retire in Ages.Nullable(0.6)
        from retried in Gen.Select(Revisions, Ages, (revision, age) => new Retried(revision, Now - age)).Null(0.7)
        select new ReleaseRecord { Stable = stable, Attempt = attempt, Bad = [.. bad], Since = since, RetireAt = Now - retire, Retried = retried };

    private static readonly Gen<Intent[]> Wishes =
        (from verb in Gen.Enum<Verb>()
         from revision in Revisions
         from step in Weights
         from age in Ages
         select new Intent(verb, verb == Verb.Suspend ? null : revision, step, "ann", Now - age)).Array[0, 2];

    private static readonly Gen<OneOffTask> Jobs = Gen.Select(Gen.OneOf("RUNNING", "STOPPED"), Gen.Int[0, 60], Gen.OneOf<int?>(0, 1, 137, null),
        (status, age, exit) => new OneOffTask("arn:task/1", status, Now - TimeSpan.FromSeconds(age), exit, "stopped"));

    private static readonly Gen<CheckReadings> Readings =
        from good in Gen.Frequency((3, true), (1, false)).Array[0, 5]
        from stable in Gen.Bool.Array[0, 3]
        from candidateFigure in Figures()
        from stableFigure in Figures()
        from alarm in Gen.OneOf<string?>("OK", "ALARM", "INSUFFICIENT_DATA", null)
        from before in Gen.Bool
        from asked in Gen.Enum<SampleResult>().Array[0, 3]
        from crashes in Gen.Frequency((4, 0), (1, 1))
        from noted in Gen.OneOf<string?>("ok", "failed=task-check", null)
        from task in Jobs.Null(0.3)
        select new CheckReadings([.. Answers(good, true), .. Answers(stable, false)], [.. Metrics.Select(check => new MetricReading(check, Now, candidateFigure, stableFigure))])
        {
            Alarms = [new AlarmReading("p99", alarm, "as CloudWatch says", before)],
            Asked = [.. asked.Select((result, index) => new AskedSample(Webhook, Now - TimeSpan.FromSeconds(asked.Length - 1 - index), result, "as it answered"))],
            Crashes = new Crashes([.. Enumerable.Range(0, crashes).Select(index => new Crash($"arn:task/{index}", Now, Exited: true, "exit code 1"))]),
            Tasks = [new TaskReading(SmokeTest, "check/0", JobResult.Parse(noted), task)],
            PreviewSettled = before,
        };

    private static readonly Gen<ProcessMemory> Memories =
        from started in Gen.Frequency((4, Gen.Const(3600)), (2, Gen.Int[0, 10]))
        from armed in Attempts.Null(0.5)
        from flags in Gen.Bool.Array[2]
        from weight in Weights.Nullable(0.5)
        from idle in Gen.Select(Idles(), Idles(), (blue, green) => new Pair<Idle?>(blue, green))
        from reverted in Gen.OneOf(Codes.ErrorRate, Codes.Superseded, Codes.Drift).Null(0.8)
        from expects in Gen.Frequency((5, false), (1, true))
        from stopped in Ages
        select new ProcessMemory
        {
            StartedAt = Now - TimeSpan.FromSeconds(started),
            Armed = armed?.ToString(),
            Moved = flags[0],
            FellByHand = flags[1] && weight is null,
            CandidateWeight = weight,
            Idle = idle,
            Reverted = reverted is null ? null : new Failure("h1:new", reverted, "then", "as seen then"),
            Expected = expects ? new Expectation(new PlannedAction.Scale(Colour.Blue, 9, "then", [], null), Now + TimeSpan.FromSeconds(1)) : null,
            StoppedTime = stopped > TimeSpan.Zero ? stopped : TimeSpan.Zero,
        };

    private static readonly Gen<Situation> Wild =
        from target in Targets
        from services in Services()
        from rules in Rules()
        from details in Details(target)
        from checks in Readings
        from intents in Wishes
        from memory in Memories
        from standing in Gen.Frequency((6, Standing.Alone), (1, Standing.Unrenewed), (1, Standing.CutOff), (1, Standing.Observes))
        from unread in Gen.Frequency((12, false), (1, true)).Array[4]
        select new Situation(target, details with
        {
            Services = Read(services, unread[0]),
            Rules = Read(rules, unread[1]),
            Intents = Read(new Intents([.. intents], []), unread[2]),
            Health = unread[3] ? Fact<Pair<GroupHealth>>.Failed("away", Now) : details.Health,
            Checks = checks,
            Leadership = Leadership.Alone with { Standing = standing },
        }, memory);

    /// <summary>Rollouts as they go, at any point.</summary>
    private static readonly Gen<Situation> Tame =
        from weight in Gen.Frequency((3, 0), (3, 10), (3, 50), (3, 100))
        from state in Gen.Int[0, 6]
        from seconds in Gen.Int[0, 90]
        from here in Gen.Bool
        select Of(weight == 0 ? state switch
        {
            0 => new Scene(),
            1 => new Scene { Desired = "h1:new", Preview = true },
            2 => Scene.Prepared with { Intents = seconds > 75 ? Sample.Wish(Verb.Abort, "h1:new") : Intents.None },
            3 => Scene.Prepared with { Record = Scene.Released with { Attempt = Scene.Armed }, Memory = Scene.Prepared.Memory with { Armed = here ? Scene.Armed.ToString() : null } },
            4 => new Scene { Green = ("h1:new", 2, 2), Record = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromSeconds(seconds - 30) } },
            5 => Scene.Prepared with { Record = Scene.Released.WithBad("h1:new", Codes.Latency), Preview = here, Intents = seconds > 60 ? Sample.Wish(Verb.Retry, "h1:new") : Intents.None },
            _ => new Scene { Desired = "h1:new", Record = ReleaseRecord.Empty, Blue = here ? ("h1:new", 2, 2) : null, GreenWeight = here && seconds > 45 ? 0 : null, Preview = true },
        } : Scene.At(weight, seconds));

    /// <summary>Half of them wild; the others a rollout in which a few facts were swapped for wild ones.</summary>
    public static Gen<Situation> Any { get; } =
        from wild in Wild
        from tame in Tame
        from swapped in Gen.Frequency((8, false), (1, true)).Array[12]
        from isWild in Gen.Frequency((1, true), (3, false))
        select isWild ? wild : tame.Swap(wild, swapped);

    private static Situation Of(Scene scene)
    {
        var target = Sample.Target(scene.Desired, scene.Spec);
        return new Situation(target, scene.Observe(target), scene.Memory);
    }

    private Situation Swap(Situation other, bool[] swapped)
    {
        var (services, rules) = (Seen.Services.Value!, Seen.Rules.Value!);
        return new Situation(
            new Target
            {
                Spec = swapped[0] ? other.Target.Spec : Target.Spec, Environment = Target.Environment, Outputs = Target.Outputs, Secrets = Target.Secrets,
                Names = Target.Names, Commit = Target.Commit, Revision = swapped[1] ? other.Target.Revision : Target.Revision, SpecHash = Target.SpecHash,
            },
            Seen with
            {
                Services = Read(new Pair<EcsService?>(
                    swapped[2] && services.Blue is not null ? services.Blue with { Tags = other.Seen.Record.ChangesFrom(ReleaseRecord.Empty) } : services.Blue,
                    swapped[3] ? other.Seen.Services.Value?.Green : services.Green)),
                Rules = Read(new ServiceRules(
                    swapped[4] ? other.Seen.Rules.Value?.Production ?? [] : rules.Production, swapped[5] ? other.Seen.Rules.Value?.Preview ?? [] : rules.Preview)),
                TargetGroups = swapped[6] ? other.Seen.TargetGroups : Seen.TargetGroups,
                Health = swapped[7] ? other.Seen.Health : Seen.Health,
                Definition = swapped[8] ? other.Seen.Definition : Seen.Definition,
                BeforeJob = swapped[8] ? other.Seen.BeforeJob : Seen.BeforeJob,
                Checks = swapped[9] ? other.Seen.Checks : Seen.Checks,
                Intents = swapped[10] ? other.Seen.Intents : Seen.Intents,
                Preflight = swapped[8] ? other.Seen.Preflight : Seen.Preflight,
            },
            swapped[11] ? other.Memory : Memory);
    }

    public Decision Decide() => RolloutMachine.Decide(Target, Seen, Remember.Seen(Memory, Seen, Target, Now), Now);

    /// <summary>Short enough to read in a failure.</summary>
    public override string ToString()
    {
        var (services, rules, health) = (Seen.Services.Value, Seen.Rules.Value, Seen.Health.Value);
        return $"""

            H {Target.Revision}, steps {string.Join(" ", Target.Rollout.Steps)}, checks {string.Join(" ", Target.Rollout.Checks)}, replicas {Target.Spec.Replicas}
            blue {Told(services?.Blue)}, green {Told(services?.Green)}
            record {string.Join("; ", Seen.Record.ChangesFrom(ReleaseRecord.Empty))}
            rules {string.Join(", ", (rules ?? ServiceRules.None).Production.Select(rule => string.Join(" ", rule.Weights)))}, previews {string.Join(", ", (rules ?? ServiceRules.None).Preview.Select(rule => string.Join(" ", rule.Weights)))}
            healthy {health?.Blue.Healthy}/{health?.Green.Healthy}, groups {Seen.TargetGroups.Value}, definition {Seen.Definition.Value}, job {Seen.BeforeJob.Value}
            http {string.Join(" ", Seen.Checks.Http.Select(sample => $"{sample.Path}{(sample.OfCandidate ? "" : " of stable")}{(sample.Good ? "+" : "-")}"))}
            metrics {string.Join(" ", Seen.Checks.Metrics)}, alarms {string.Join(" ", Seen.Checks.Alarms)}
            intents {string.Join(" ", Seen.Intents.Value?.All ?? [])}, {Seen.Leadership.Standing}
            memory {Memory}
            """;

        static string Told(EcsService? service) =>
            service is null ? "none" : $"{service.Revision} {service.Running}/{service.Desired} {service.Primary.State} {service.Status}{(service.Ours ? "" : " foreign")}";
    }

    public View View => new(Target, Seen, Remember.Seen(Memory, Seen, Target, Now), Now);

    public Situation With(Func<ServiceObservation, ServiceObservation> change) => this with { Seen = change(Seen) };

    public Situation WithRecord(ReleaseRecord record) => With(seen => seen with
    {
        Services = Read(seen.Services.Value!.With(Colour.Blue, seen.Services.Value.Blue! with { Tags = record.ChangesFrom(ReleaseRecord.Empty) })),
    });

    private static Gen<Pair<EcsService?>> Services() =>
        from record in Records
        from blue in Service(Colour.Blue).Null(0.1)
        from green in Service(Colour.Green).Null(0.2)
        select new Pair<EcsService?>(blue is null ? null : blue with { Tags = record.ChangesFrom(ReleaseRecord.Empty) }, green);

    private static Gen<EcsService> Service(Colour colour) =>
        from revision in Revisions.Null(0.1)
        from desired in Gen.Int[0, 4]
        from missing in Gen.Frequency((5, 0), (1, 1), (1, -1))
        from state in Gen.Frequency((6, "COMPLETED"), (2, "IN_PROGRESS"), (1, "FAILED"))
        from age in Gen.Int[0, 120]
        from odd in Gen.Frequency((12, false), (1, true)).Array[3]
        select Sample.Service(colour, revision ?? "strange", desired, Math.Max(0, desired - missing), state: state, createdAt: Now - TimeSpan.FromSeconds(age)) with
        {
            Revision = revision,
            Ours = !odd[0],
            Status = odd[1] ? "DRAINING" : "ACTIVE",
            TargetGroupArn = odd[2] ? null : Sample.Group(colour),
        };

    /// <summary>Mostly one production rule; sometimes none, or a second one that nobody desires any more or that has another weight.</summary>
    private static Gen<ServiceRules> Rules() =>
        from green in Weights
        from other in Weights
        from odd in Gen.Frequency((8, 0), (1, 1), (1, 2), (1, 3))
        from count in Gen.Frequency((1, 0), (6, 1), (1, 2))
        from preview in Gen.OneOf<Colour?>(Colour.Blue, Colour.Green, null)
        let rule = Sample.Production(100 - green)
        let first = odd switch
        {
            1 => rule with { Weights = rule.Weights.Add("arn:tg/stranger", 5) },
            2 => rule with { Weights = rule.Weights.Remove(Sample.Green) },
            3 => rule with { Weights = rule.Weights.SetItem(Sample.Blue, 1) },
            _ => rule,
        }
        let second = Sample.Production(100 - other) with { Arn = "arn:rule/second", Priority = 25101 }
        select new ServiceRules([.. new[] { first, second }.Take(count)], preview is { } to ? [Sample.PreviewTo(to)] : []);

    private static Gen<ServiceObservation> Details(Target target) =>
        from groups in Gen.Frequency((6, 0), (1, 1), (1, 2)).Array[2]
        from blue in Gen.Int[0, 4]
        from green in Gen.Int[0, 4]
        from definition in Gen.OneOf<string?>("ok", "failed=before-job", "-", null)
        from job in Jobs.Null(0.4)
        from ready in Gen.Frequency((6, true), (1, false))
        from unread in Gen.Frequency((8, false), (1, true)).Array[4]
        select new ServiceObservation
        {
            Preflight = Read(ready ? Sample.Preflight : Sample.Preflight with { LogGroup = Answer<bool>.Of(false) }, unread[3]),
            TargetGroups = Read(new Pair<TargetGroup?>(Group(Colour.Blue, groups[0], target), Group(Colour.Green, groups[1], target)), unread[0]),
            Health = Read(new Pair<GroupHealth>(Sample.Healthy(blue), Sample.Healthy(green))),
            Definition = Read<TaskDefinition?>(definition is null ? null : new TaskDefinition($"arn:definition/{target.Revision}", target.Revision, JobResult.Parse(definition)), unread[1]),
            BeforeJob = Read<OneOffTask?>(job, unread[2]),
        };

    private static TargetGroup? Group(Colour colour, int kind, Target target) => kind switch
    {
        0 => Sample.TargetGroup(colour, target.GroupSettings),
        1 => null,
        _ => Sample.TargetGroup(colour, target.GroupSettings with { Path = "/other" }),
    };

    private static Gen<Idle?> Idles() =>
        Gen.Select(Gen.Int[0, 30], Gen.Int[1, 3], (age, reads) => new Idle(Now - TimeSpan.FromSeconds(age), Now, reads)).Null(0.3)!;

    private static Gen<Figure> Figures() => Gen.Select(Gen.OneOf(0.0, 5, 200), Gen.OneOf(0.0, 0.5, 5, 500), (requests, value) => new Figure(requests, value));

    private static IEnumerable<HttpSample> Answers(bool[] answers, bool ofCandidate) => answers.SelectMany((good, index) => new[] { "/health/ready", "/beers" }.Select(path =>
        new HttpSample(path, ofCandidate, Now - TimeSpan.FromSeconds(answers.Length - 1 - index), good, good ? "HTTP 200 OK" : "HTTP 503 Service Unavailable")));

    private static Fact<T> Read<T>(T value, bool fails = false) => fails ? Fact<T>.Failed("away", Now) : Fact<T>.Of(value, Now);
}
