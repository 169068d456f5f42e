using System.Collections.Immutable;

namespace Publican.Desired;

/// <summary>What a team asked for: one <c>kind: Service</c>, validated, defaults filled in. Shapes and meaning: docs/desired-state.md.</summary>
public sealed record ServiceSpec
{
    /// <summary>1 to 17 characters: letters, digits, hyphens; starts with a letter. Names both ECS services and both target groups.</summary>
    public required string Name { get; init; }

    /// <summary>Image reference with a tag or a digest.</summary>
    public required string Image { get; init; }

    /// <summary>With <see cref="Scaling"/> its smallest number: what a first release starts with.</summary>
    public required int Replicas { get; init; }

    /// <summary>Null where the number of tasks is fixed.</summary>
    public ScalingSpec? Scaling { get; init; }

    /// <summary>Container port the service listens on; null where nobody sends it anything.</summary>
    public required int? Port { get; init; }

    /// <summary>What it speaks there.</summary>
    public Protocol Protocol { get; init; } = Protocol.Http;

    /// <summary>CPU units, 1024 to a vCPU.</summary>
    public required int Cpu { get; init; }

    /// <summary>MiB.</summary>
    public required int Memory { get; init; }

    /// <summary>x86_64 or arm64; null leaves it to ECS, which means x86_64.</summary>
    public string? Architecture { get; init; }

    public ImmutableSortedDictionary<string, string> Env { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Variable name to SSM parameter name (the part after <c>ssm:</c>), or to <c>secretsmanager:name#key</c>; see <see cref="SecretName"/>.</summary>
    public ImmutableSortedDictionary<string, string> Secrets { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Of RegisterTaskDefinition, beside what the rest of the spec says.</summary>
    public NativeFields? TaskDefinition { get; init; }

    /// <summary>Of CreateService and UpdateService, likewise.</summary>
    public NativeFields? EcsService { get; init; }

    /// <summary>The container that takes the traffic; null for the service's own.</summary>
    public string? Container { get; init; }

    /// <summary>Null without a route: there is no load balancer to ask.</summary>
    public required HealthSpec? Health { get; init; }

    /// <summary>Which requests are the service's, one listener rule each; HTTP checks go through the first. Empty for a service without a route.</summary>
    public required ImmutableArray<RouteSpec> Routes { get; init; }

    /// <summary>One-off task that must exit 0 before a candidate is started; null when there is none.</summary>
    public BeforeSpec? Before { get; init; }

    /// <summary>Services of the environment that must have released their own revision before a rollout of this one begins.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>An ECS service that others made, to be taken over under its own name; null for one of Publican's making.</summary>
    public string? Adopt { get; init; }

    /// <summary>Whether what was changed by hand is put back; null for what the environment says.</summary>
    public bool? SelfHeal { get; init; }

    /// <summary>What others may change, in the words of <see cref="DriftFields"/>.</summary>
    public ImmutableArray<string> Ignore { get; init; } = [];

    /// <summary>Good revisions whose task definitions are kept; older ones are deregistered and deleted.</summary>
    public int RevisionHistoryLimit { get; init; } = 10;

    /// <summary>When no rollout of it begins, beside those of the environment.</summary>
    public ImmutableArray<FreezeSpec> Freezes { get; init; } = [];

    public required RolloutSpec Rollout { get; init; }

    public required TimeSpan DeregistrationDelay { get; init; }
}

/// <summary>Liveness as the target group asks it. Thresholds are counts of consecutive checks.</summary>
public sealed record HealthSpec(string Path, TimeSpan Interval, TimeSpan Timeout, int HealthyAfter, int UnhealthyAfter, TimeSpan Grace)
{
    /// <summary>gRPC codes that are healthy, as ELB writes them; null where the answer is HTTP's.</summary>
    public string? Codes { get; init; }
}

public enum Protocol
{
    /// <summary>HTTP/1.1.</summary>
    Http,

    /// <summary>Over HTTP/2; a load balancer takes it from clients on HTTPS listeners only.</summary>
    Grpc,
}

/// <summary>Requests of one listener that are the service's: one production rule.</summary>
/// <param name="Listener">Name under <c>listeners/</c> of the environment's outputs.</param>
/// <param name="Paths">ALB path patterns; any of them matches.</param>
/// <param name="Priority">1 to 24999; the production rule stands at 25000 plus this, the preview rule at this.</param>
public sealed record RouteSpec(string Listener, ImmutableArray<string> Paths, int Priority)
{
    /// <summary>ALB host patterns; any of them matches. Empty for every host.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Where its preview rule stands, without a header; null for the listener itself, with one.</summary>
    public string? TestListener { get; init; }

    /// <summary>A rollout goes on though clients that hold the load balancer's cookie follow no weight.</summary>
    public bool AllowStickiness { get; init; }

    public bool Equals(RouteSpec? other) => other is not null && Listener == other.Listener && Priority == other.Priority
        && TestListener == other.TestListener && AllowStickiness == other.AllowStickiness
        && Paths.SequenceEqual(other.Paths) && Hosts.SequenceEqual(other.Hosts);

    public override int GetHashCode() => HashCode.Combine(Listener, Priority, Paths.Length, Hosts.Length);
}

public sealed record BeforeSpec(ImmutableArray<string> Command, TimeSpan Timeout)
{
    public bool Equals(BeforeSpec? other) => other is not null && Timeout == other.Timeout && Command.SequenceEqual(other.Command);

    public override int GetHashCode() => HashCode.Combine(Timeout, Command.Length);
}

public enum Strategy
{
    /// <summary>Two colours, traffic by weight; no steps is blue/green.</summary>
    Canary,

    /// <summary>One ECS service, whose tasks ECS replaces: for services without a route.</summary>
    Rolling,
}

/// <summary>How a new revision takes over. No steps is blue/green: 0 to 100 in one call.</summary>
public sealed record RolloutSpec
{
    public Strategy Strategy { get; init; } = Strategy.Canary;

    /// <summary>Percent of the tasks that keep running while ECS replaces them; only for <see cref="Strategy.Rolling"/>.</summary>
    public int MinimumHealthyPercent { get; init; } = 100;

    /// <summary>Percent of the tasks that run at most meanwhile.</summary>
    public int MaximumPercent { get; init; } = 200;

    /// <summary>Strictly rising weights from 1 to 99; 100 is implied.</summary>
    public ImmutableArray<StepSpec> Steps { get; init; } = [];

    public ImmutableArray<CheckSpec> Checks { get; init; } = [];

    /// <summary>How long all traffic must be good on the candidate before it counts as stable.</summary>
    public required TimeSpan Bake { get; init; }

    /// <summary>How long the old colour stays warm afterwards.</summary>
    public required TimeSpan KeepOld { get; init; }

    /// <summary>Progress deadline: a rollout that stands still this long fails.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Those of the whole rollout, and those of its steps.</summary>
    public IEnumerable<CheckSpec> AllChecks() => Checks.Concat(Steps.SelectMany(step => step.Checks));

    /// <summary>What is judged while the candidate has a weight: a step's own checks end with the step.</summary>
    public IEnumerable<CheckSpec> ChecksAt(int weight)
    {
        // A task of the rollout is run once, before the first weight.
        var declared = Checks.Where(check => weight == 0 || check is not TaskCheckSpec).Concat(Steps.Where(step => step.Weight == weight).SelectMany(step => step.Checks)).Distinct().ToList();
        return declared.OfType<RestartsCheckSpec>().Any() ? declared : declared.Append(RestartsCheckSpec.Default);
    }
}

/// <param name="Approve">After its hold a person must promote it.</param>
/// <param name="Capacity">Percent of the stable side's tasks that the candidate needs at this weight; null for all of them.</param>
public sealed record StepSpec(int Weight, TimeSpan Hold, bool Approve = false, double? Capacity = null)
{
    /// <summary>Apply while this step is held, beside those of the rollout.</summary>
    public ImmutableArray<CheckSpec> Checks { get; init; } = [];
}
