using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>A service spec with the environment's outputs and secret versions resolved into it: all that is needed to release it.</summary>
public sealed record Target
{
    public required ServiceSpec Spec { get; init; }

    /// <summary>Null for a service.</summary>
    public JobSpec? Job { get; init; }

    public required EnvironmentSpec Environment { get; init; }

    public required EnvironmentOutputs Outputs { get; init; }

    /// <summary>By variable name.</summary>
    public required ImmutableSortedDictionary<string, SecretReference> Secrets { get; init; }

    public required Names Names { get; init; }

    /// <summary>Source commit the spec came from; for people, it decides nothing.</summary>
    public required string Commit { get; init; }

    /// <summary><c>h1:</c> or <c>h2:</c> and 16 hex digits: H of the contract.</summary>
    public required string Revision { get; init; }

    /// <summary>A person chose the revision; null when it is what the desired state asks for.</summary>
    public Pin? Pin { get; init; }

    /// <summary>The hash without the digest that a tag led to: equal for equal content, also where the tag has moved since.</summary>
    public required string SpecHash { get; init; }

    /// <summary>The image as tasks run it: by digest where one was looked up.</summary>
    public string Image
    {
        get => field ?? Spec.Image;
        init;
    }

    /// <summary>What the registry said when the tag was looked up; null when it did not need to be asked.</summary>
    public ImageReading? ImageReading { get; init; }

    /// <summary>Parameters that do not exist: the revision is not a real one until they do, and is not started.</summary>
    public ImmutableArray<Finding> Missing { get; init; } = [];

    /// <summary>What tasks run on, in the words of registries. A machine of one's own is not asked.</summary>
    public string? Platform => Spec.Architecture switch
    {
        "arm64" => "linux/arm64",
        null when Environment.IsLocal => null,
        _ => "linux/amd64",
    };

    public ImmutableArray<ResolvedRoute> Routes => [.. Spec.Routes.Select(route => new ResolvedRoute(route, Outputs.Listeners[route.Listener], route.TestListener is { } test ? Outputs.Listeners[test] : null))];

    /// <summary>Where production rules of the environment's other services are to stand, on the listeners of its own routes.</summary>
    public ImmutableHashSet<(string ListenerArn, int Priority)> WantedByOthers { get; init; } = [];

    /// <summary>Why no rollout may begin now: others come first. Null when one may.</summary>
    public string? HeldBack { get; init; }

    public Target Among(IEnumerable<ServiceSpec> services) => this with
    {
        WantedByOthers =
        [
            .. services.Where(other => other.Name != Spec.Name).SelectMany(other => other.Routes).Where(route => Outputs.Listeners.ContainsKey(route.Listener) && Spec.Routes.Any(own => own.Listener == route.Listener))
                .Select(route => (Outputs.Listeners[route.Listener], Names.ProductionPriority + route.Priority)),
        ],
    };

    /// <summary>A rule as the files call its route: listener and priority.</summary>
    public string NameOf(Rule rule) => FormattableString.Invariant($"{ListenerOf(rule)}/{rule.Priority - Names.ProductionPriority}");

    public string ListenerOf(Rule rule) => Outputs.Listeners.FirstOrDefault(pair => pair.Value == rule.ListenerArn).Key ?? rule.ListenerArn;

    public RolloutSpec Rollout => Spec.Rollout;

    /// <summary>What was changed by hand is put back.</summary>
    public bool SelfHeals => Spec.SelfHeal ?? Environment.SelfHeal;

    /// <summary>What of the files applies live, as the record keeps it.</summary>
    public string Applied => AppliedSettings.Of(this);

    public bool Ignores(string field) => Spec.Ignore.Contains(field);

    public TimingSpec Timing => Environment.Timing;

    /// <summary>Only for a service that has a route.</summary>
    public GroupSettings GroupSettings => Spec.Health is { } health
        ? new(health.Path, health.Interval, health.Timeout, health.HealthyAfter, health.UnhealthyAfter, Spec.DeregistrationDelay) { GrpcCodes = health.Codes }
        : throw new InvalidOperationException($"{Spec.Name} has no target groups");

    /// <summary>What is spoken to targets, in ELB's words.</summary>
    public string ProtocolVersion => Spec.Protocol == Protocol.Grpc ? "GRPC" : "HTTP1";

    public TaskNetwork Network => new(Outputs.Subnets, Outputs.SecurityGroups);

    /// <summary>After weight 0 a colour keeps its tasks this long: load balancer nodes obey late, and requests in flight finish.</summary>
    public TimeSpan Drain => Timing.Settle + Spec.DeregistrationDelay;

    /// <summary>How often a rollout in progress is looked at: fine enough to see a failing check at once, coarse enough for AWS's buckets.</summary>
    public TimeSpan Pace => TimeSpan.FromTicks(Math.Clamp(Timing.ReadLag.Ticks / 8, TimeSpan.FromMilliseconds(250).Ticks, TimeSpan.FromSeconds(5).Ticks));
}
