using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Tests.Rollouts;

/// <summary>One service as tests know it: two tasks, steps 10 and 50, one HTTP check.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public const string Blue = "arn:tg/blue", Green = "arn:tg/green", Rule = "arn:rule/production", Preview = "arn:rule/preview", SecondRule = "arn:rule/production/second", SecondPreview = "arn:rule/preview/second", Listener = "arn:aws:elasticloadbalancing:eu-west-1:0:listener/app/public/1/2", Secure = "arn:aws:elasticloadbalancing:eu-west-1:0:listener/app/public/1/3";

    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(4), Bake = TimeSpan.FromSeconds(3), Keep = TimeSpan.FromSeconds(20), Timeout = TimeSpan.FromSeconds(60);

    public static readonly TimingSpec Timing = new() { ReadLag = TimeSpan.FromSeconds(2), Settle = TimeSpan.FromSeconds(2), MetricDelay = TimeSpan.Zero };

    public static ServiceSpec Spec(ImmutableArray<StepSpec>? steps = null, bool before = true) => new()
    {
        Name = "beer-api",
        Image = "beer-api:1.1.0",
        Replicas = 2,
        Port = 8080,
        Cpu = 256,
        Memory = 512,
        Health = new HealthSpec("/health", TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(400), 2, 3, TimeSpan.FromSeconds(10)),
        Routes = [new RouteSpec("public", ["/*"], 100)],
        Before = before ? new BeforeSpec(["migrate"], TimeSpan.FromSeconds(30)) : null,
        DeregistrationDelay = TimeSpan.FromSeconds(2),
        Rollout = new RolloutSpec
        {
            Steps = steps ?? [new StepSpec(10, Hold), new StepSpec(50, Hold)],
            Checks = [new HttpCheckSpec("/health/ready", TimeSpan.FromMilliseconds(500), 1)],
            Bake = Bake,
            KeepOld = Keep,
            Timeout = Timeout,
        },
    };

    public static EnvironmentSpec Environment(TimingSpec? timing = null) => new()
    {
        Name = "local",
        Region = "eu-west-1",
        Outputs = "/publican/local/",
        Endpoint = new Uri("http://127.0.0.1:4566"),
        Sweep = TimeSpan.FromSeconds(2),
        Timing = timing ?? Timing,
    };

    public static readonly EnvironmentOutputs Outputs = new()
    {
        Cluster = "publican-local",
        Vpc = "vpc-1",
        Subnets = ["subnet-1", "subnet-2"],
        SecurityGroups = ["sg-1"],
        Listeners = ImmutableSortedDictionary<string, string>.Empty.Add("public", Listener).Add("secure", Secure),
        ExecutionRole = "arn:role/execution",
        TaskRole = "arn:role/task",
        LogGroup = "/publican/local",
    };

    public static Target Target(string revision, ServiceSpec? spec = null, TimingSpec? timing = null) => new()
    {
        Spec = spec ?? Spec(),
        Environment = Environment(timing),
        Outputs = Outputs,
        Secrets = ImmutableSortedDictionary<string, SecretReference>.Empty,
        Names = new Names("local", "publican-local", "beer-api", Single: spec?.Rollout.Strategy == Strategy.Rolling),
        Commit = "abc",
        Revision = revision,
        SpecHash = revision,
    };

    public static string Group(Colour colour) => colour == Colour.Blue ? Blue : Green;

    public static EcsService Service(Colour colour, string revision, int desired, int? running = null, ReleaseRecord? record = null, string state = "COMPLETED", DateTimeOffset? createdAt = null) => new()
    {
        Arn = $"arn:service/{colour.Word()}",
        Name = $"beer-api-{colour.Word()}",
        Ours = true,
        Status = "ACTIVE",
        TaskDefinitionArn = $"arn:definition/{revision}",
        Revision = revision,
        Image = "beer-api:1",
        Verdict = new RevisionVerdict(Code: null, Now - TimeSpan.FromHours(1)),
        Desired = desired,
        Running = running ?? desired,
        Pending = 0,
        Primary = new Deployment("ecs-svc/1", state, null, createdAt ?? Now - TimeSpan.FromSeconds(30), 0),
        Deployments = 1,
        TargetGroupArn = Group(colour),
        Tags = (record ?? ReleaseRecord.Empty).ChangesFrom(ReleaseRecord.Empty),
    };

    public static Rule Production(int blue, string revision = "h1:0") => Traffic(Rule, 25100, blue, 100 - blue, "production", revision);

    public static Rule PreviewTo(Colour colour) => Traffic(Preview, 100, colour == Colour.Blue ? 100 : 0, colour == Colour.Green ? 100 : 0, "preview", "-") with
    {
        PreviewHeader = "beer-api.token",
    };

    public static Rule Traffic(string arn, int priority, int blue, int green, string kind, string revision) => new()
    {
        Arn = arn,
        ListenerArn = Listener,
        Priority = priority,
        Weights = ImmutableSortedDictionary<string, int>.Empty.Add(Blue, blue).Add(Green, green),
        Paths = ["/*"],
        Origin = new Uri("http://127.0.0.1:8080"),
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add(OwnerTags.Rule, kind).Add(OwnerTags.Revision, revision),
    };

    public static TargetGroup TargetGroup(Colour colour, GroupSettings settings) => new() { Arn = Group(colour), Name = colour.Word(), Ours = true, Settings = settings };

    /// <summary>Everything a new revision needs is there.</summary>
    public static readonly PreflightFacts Preflight = new()
    {
        Image = new ImageReading(ImageState.Found, "") { Digest = "sha256:1", Platforms = ["linux/amd64"] },
        ExecutionRole = Trusted(Outputs.ExecutionRole),
        TaskRole = Trusted(Outputs.TaskRole),
        LogGroup = Answer<bool>.Of(true),
        Balancers = Answer<ImmutableArray<Balancer>>.Of([]),
    };

    public static Answer<Role?> Trusted(string arn) => Answer<Role?>.Of(new Role(
        arn, """{"Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""));

    public static GroupHealth Healthy(int count) => GroupHealth.None with { Healthy = count };

    /// <summary>One intent, uttered a minute ago.</summary>
    public static Intents Wish(Verb verb, string? revision, int? step = null) => new([new Intent(verb, revision, step, "ann", Now - TimeSpan.FromMinutes(1))], []);

    public static CheckReadings Answered(bool good, DateTimeOffset at) =>
        new([new HttpSample("/health/ready", OfCandidate: true, at, good, good ? "HTTP 200 OK" : "HTTP 503 Service Unavailable")], []);
}
