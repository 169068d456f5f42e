using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Publican.Desired.Native;
using Publican.Desired.Yaml;

namespace Publican.Desired;

/// <summary>Reads <c>kind: Service</c>. What is returned is of use only when no error was recorded.</summary>
internal static partial class ServiceReader
{
    private const string NameExpected = "a name of 1 to 17 lower-case letters, digits and hyphens that starts with a letter, such as beer-api";

    public static readonly Key<string?> Name = Key.Of("name", Kinds.Text(NameExpected, NameForm()), "Names both ECS services and both target groups; that of a target group has 32 characters, so this has at most 17.");

    public static readonly Key<string?> Image = Key.Of("image", ImageReference.Kind, "The image, with a tag or a digest: latest is never implied.");
    private static readonly Key<int?> Replicas = Key.Of("replicas", Kinds.Whole(1, 1000), "How many tasks run.").Or(1);
    private static readonly Key<Field> Scaling = Key.Of("scaling", Kinds.Map(ScalingReader.Keys), "Instead of replicas: a range, and what moves the number of tasks within it.");
    public static readonly Key<int?> Port = Key.Of("port", Kinds.Whole(1, 65535), "The port the container listens on. With the strategy rolling it may be left out.").Optional();

    private static readonly Key<Protocol?> ProtocolKey = Key.Of(
        "protocol", Kinds.OneOf(("http", Protocol.Http), ("grpc", Protocol.Grpc)), "What the service speaks on its port. grpc needs HTTPS listeners and takes no http checks. It cannot be changed: give the service another name.").Or(Protocol.Http);

    public static readonly Key<int?> Cpu = Key.Of("cpu", Kinds.Whole(1, 16384), "CPU units, 1024 to a vCPU. On AWS with memory a pair that Fargate has.").Or(256);
    public static readonly Key<int?> Memory = Key.Of("memory", Kinds.Whole(1, 122880), "MiB of memory. On AWS with cpu a pair that Fargate has.").Or(512);
    public static readonly Key<string?> Architecture = Key.Of("architecture", Kinds.Word("x86_64", "arm64"), "The processor that tasks run on. ECS's own default is x86_64.").Optional();
    public static readonly Key<Field> Env = Key.Of("env", VariablesReader.EnvKind, "Environment variables. A value is taken as it is written: no is the text no, 010 the text 010.");
    public static readonly Key<Field> Secrets = Key.Of("secrets", VariablesReader.SecretsKind, "Environment variables whose value ECS reads for the task; never the value itself. A name cannot stand in env too.");
    public static readonly Key<Field> TaskDefinition = Key.Of("taskDefinition", TaskDefinitionReader.Kind, "Fields of ECS's RegisterTaskDefinition that have no key of their own here: sidecars, volumes, ulimits. Containers are merged by name; the service's own has its name.");
    private static readonly Key<Field> EcsService = Key.Of("ecsService", EcsServiceReader.Kind, "Fields of ECS's CreateService and UpdateService that have no key of their own here: capacity providers, placement, exec.");
    private static readonly Key<string?> Container = Key.Of("container", Kinds.Text("the name of a container of the task", ContainerForm()), "The container that takes the traffic on the port; the service's own without it.").Optional();
    private static readonly Key<Field> Health = Key.Of("health", Kinds.Map(HealthReader.Keys), "Liveness, asked by the load balancer. It must not touch the database: when that is down, new tasks would not help.");
    public static readonly Key<Field> Route = Key.Of("route", Kinds.Map(RouteReader.Keys), "Which requests are the service's. A service without one says rollout: {strategy: rolling}.");
    public static readonly Key<ImmutableArray<Field>> Routes = Key.Of("routes", Kinds.Maps("a list of routes", RouteReader.Keys), "Instead of route: up to 5 of them, for several listeners or rules.");
    private static readonly Key<Field> Before = Key.Of("before", Kinds.Map(BeforeReader.Keys), "A one-off task that must exit 0 before a candidate starts, a migration mostly. The version before still runs beside it, so it may only add.");
    public static readonly Key<Field> Rollout = Key.Of("rollout", new Kind<Field>((field, _) => field, StrategySchema.AnyRollout) { MayBeAbsent = true }, "How a new revision takes over.");
    public static readonly Key<ImmutableArray<Field>> DependsOn = Key.Of("dependsOn", Dependencies.Kind, "Services of this environment that must have released their own revision before a rollout of this one begins.");
    private static readonly Key<int?> RevisionHistoryLimit = Key.Of("revisionHistoryLimit", Kinds.Whole(1, 50), "How many good revisions are kept to roll back to. Task definitions of older ones are deregistered and deleted, unless they are in use, pinned or failed lately.").Or(10);
    private static readonly Key<ImmutableArray<Field>> Freezes = Key.Of("freezes", FreezeReader.Kind, "When no rollout of this service begins, beside those of the environment. Rollbacks, aborts and repairs are never held.");
    private static readonly Key<TimeSpan?> DeregistrationDelay = Key.Of("deregistrationDelay", Kinds.Duration(_ => Limits.DeregistrationDelay), "How long a leaving task may finish its requests.").Or(TimeSpan.FromSeconds(30));

    private static readonly Key<bool?> SelfHeal = DriftFields.SelfHealKey("Whether what was changed by hand is put back; the environment's word without it. With false it is only reported. What keeps traffic safe is always done.");

    public static readonly KeySet Keys = new KeySet(
            Image, Replicas, Scaling, Port, ProtocolKey, Cpu, Memory, Architecture, Env, Secrets, Health, Route, Routes, Before, Rollout, DeregistrationDelay, TaskDefinition, EcsService, Container, DependsOn, Freezes, RevisionHistoryLimit, SelfHeal, DriftFields.IgnoreKey, AdoptReader.Adopt)
        .NotYet("after", "command", "jobs", "serviceConnect")
        .Refuse("extends", "stands at the top of a document, beside kind; move it there");

    /// <summary>What a service without a route does not take: a key that nothing would come of is an error, not a wish.</summary>
    public static readonly ImmutableArray<(Key Key, string Message)> OfTraffic =
    [
        (Route, NoRoute),
        (Routes, NoRoute),
        (ProtocolKey, "without a route nobody speaks to the service; remove it"),
        (Health, "without a route there is no load balancer that would ask; remove it"),
        (Container, "without a route no container takes traffic; remove it"),
        (DeregistrationDelay, "without a route no task has requests to finish; remove it"),
    ];

    private const string NoRoute = "the strategy rolling is for services without a route: with one, canary can bring the traffic back in one call; remove the route or the strategy";

    public static ServiceSpec Read(DesiredDocument document, Limits limits)
    {
        var spec = new MapReader(document.Spec, Keys, limits);
        var (cpu, memory) = (spec.Get(Cpu), spec.Get(Memory));
        var strategy = RolloutReader.StrategyOf(spec[Rollout]);
        var scaling = spec.Has(Scaling) ? ScalingReader.Read(spec[Scaling], limits, strategy) : null;
        if (scaling is not null && spec.Has(Replicas)) spec[Replicas].Error("the number of tasks is what scaling makes it; remove replicas or scaling");
        var replicas = scaling?.Min ?? spec.Get(Replicas);
        if (strategy == Strategy.Rolling) RefuseTraffic(spec);
        var protocol = spec.Get(ProtocolKey).GetValueOrDefault();
        var rollout = RolloutReader.Read(spec[Rollout], limits, replicas);
        if (protocol == Protocol.Grpc) RefuseGets(spec, rollout);
        var (env, secrets) = VariablesReader.Read(spec[Env], spec[Secrets]);
        var name = Name.Read(document.Name, limits) ?? "";
        var read = new ServiceSpec
        {
            Name = name,
            Image = spec.Get(Image) ?? "",
            Replicas = replicas.GetValueOrDefault(),
            Scaling = scaling,
            Port = strategy == Strategy.Rolling ? spec.Get(Port) : Port.Kind.Read(spec[Port], limits),
            Protocol = protocol,
            Cpu = cpu.GetValueOrDefault(),
            Memory = memory.GetValueOrDefault(),
            Architecture = spec.Get(Architecture),
            Env = env,
            Secrets = secrets,
            Health = strategy == Strategy.Rolling ? null : HealthReader.Read(spec[Health], protocol, limits),
            Routes = strategy == Strategy.Rolling ? [] : RouteReader.Read(spec, Route, Routes),
            Before = spec[Before] is { IsAbsent: false } before ? BeforeReader.Read(before, limits) : null,
            Rollout = rollout,
            DeregistrationDelay = strategy == Strategy.Rolling ? TimeSpan.Zero : spec.Get(DeregistrationDelay).GetValueOrDefault(),
            TaskDefinition = TaskDefinitionReader.Read(spec[TaskDefinition], name),
            EcsService = EcsServiceReader.Read(spec[EcsService], strategy),
            Container = spec.Get(Container),
            DependsOn = Dependencies.Read(spec.Get(DependsOn)),
            Adopt = AdoptReader.Read(spec[AdoptReader.Adopt], strategy, limits),
            SelfHeal = spec.Get(SelfHeal),
            Ignore = DriftFields.Read(spec.Get(DriftFields.IgnoreKey), strategy, spec.Has(Scaling), limits),
            RevisionHistoryLimit = spec.Get(RevisionHistoryLimit).GetValueOrDefault(),
            Freezes = FreezeReader.Read(spec.Get(Freezes), limits),
        };
        NativeRules.Check(read, spec[TaskDefinition], spec[EcsService]);
        if (!limits.Local && read.OnFargate()) CheckSize(spec, cpu, memory);
        if (read.Container is { } container && TaskDefinitionReader.ContainerNames(read.TaskDefinition, name) is var containers && !containers.Contains(container))
            spec[Container].Error($"there is no container {Shown.Quoted(container)}; known are {string.Join(", ", containers)}");
        return read;
    }

    private static void RefuseTraffic(MapReader spec)
    {
        foreach (var (key, message) in OfTraffic)
        {
            if (spec.Has(key) && !(key == Routes && spec.Has(Route))) spec[key].Error(message);
        }
    }

    /// <summary>A gRPC target group takes POST only: every answer would be bad, and every rollout with it.</summary>
    private static void RefuseGets(MapReader spec, RolloutSpec rollout)
    {
        const string Message = "an http check asks with GET, which a gRPC target group refuses; ask with a task, a webhook, an alarm or Prometheus";
        if (rollout.Checks.OfType<HttpCheckSpec>().Any())
            spec[Rollout].Child("checks").Error(Message);
        if (rollout.Steps.SelectMany(step => step.Checks).OfType<HttpCheckSpec>().Any())
            spec[Rollout].Child("steps").Error(Message);
    }

    internal static void CheckSize(MapReader spec, int? cpu, int? memory)
    {
        if (cpu is null) return;
        if (FargateSizes.CpuProblem(cpu.Value) is { } odd) spec[Cpu].Error(odd);
        else if (memory is not null && FargateSizes.MemoryProblem(cpu.Value, memory.Value) is { } problem) spec[Memory].Error(problem);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,255}\z")]
    private static partial Regex ContainerForm();

    // Target groups have 32 characters: 17, then -blue or -green, then - and 8 hex digits.
    [GeneratedRegex(@"\A[a-z](?:[a-z0-9-]{0,15}[a-z0-9])?\z")]
    private static partial Regex NameForm();
}
