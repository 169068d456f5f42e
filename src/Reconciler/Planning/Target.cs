using System.Collections.Immutable;
using Publican.Desired;
using Publican.Observed;

namespace Publican.Planning;

/// <summary>A service spec with the environment's outputs and secret versions resolved into it: all that is needed to release it.</summary>
public sealed record Target
{
    public required ServiceSpec Spec { get; init; }

    public required EnvironmentSpec Environment { get; init; }

    public required EnvironmentOutputs Outputs { get; init; }

    /// <summary>By variable name.</summary>
    public required ImmutableSortedDictionary<string, SecretReference> Secrets { get; init; }

    public required Names Names { get; init; }

    /// <summary>Source commit the spec came from; for people, it decides nothing.</summary>
    public required string Commit { get; init; }

    /// <summary><c>h1:</c> and 16 hex digits: H of the contract.</summary>
    public required string Revision { get; init; }

    /// <summary>A person chose the revision; null when it is what the desired state asks for.</summary>
    public Pin? Pin { get; init; }

    public ImmutableArray<ResolvedRoute> Routes => [.. Spec.Routes.Select(route => new ResolvedRoute(route, Outputs.Listeners[route.Listener], route.TestListener is { } test ? Outputs.Listeners[test] : null))];

    public RolloutSpec Rollout => Spec.Rollout;

    public TimingSpec Timing => Environment.Timing;

    /// <summary>Only for a service that has a route.</summary>
    public GroupSettings GroupSettings => Spec.Health is { } health
        ? new(health.Path, health.Interval, health.Timeout, health.HealthyAfter, health.UnhealthyAfter, Spec.DeregistrationDelay)
        : throw new InvalidOperationException($"{Spec.Name} has no target groups");

    public TaskNetwork Network => new(Outputs.Subnets, Outputs.SecurityGroups);

    /// <summary>After weight 0 a colour keeps its tasks this long: load balancer nodes obey late, and requests in flight finish.</summary>
    public TimeSpan Drain => Timing.Settle + Spec.DeregistrationDelay;

    /// <summary>How often a rollout in progress is looked at: fine enough to see a failing check at once, coarse enough for AWS's buckets.</summary>
    public TimeSpan Pace => TimeSpan.FromTicks(Math.Clamp(Timing.ReadLag.Ticks / 8, TimeSpan.FromMilliseconds(250).Ticks, TimeSpan.FromSeconds(5).Ticks));
}
