using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Publican.Desired;

/// <summary>Where services run: one <c>kind: Environment</c>, validated, defaults filled in.</summary>
public sealed record EnvironmentSpec
{
    public required string Name { get; init; }

    public required string Region { get; init; }

    /// <summary>IAM role with which AWS is called; null for the credentials of the process.</summary>
    public string? Role { get; init; }

    /// <summary>SSM path that terraform-bootstrap writes, ending with a slash.</summary>
    public required string Outputs { get; init; }

    /// <summary>Set for LocalCloud; null means AWS itself.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How often every service is looked at when nothing happens.</summary>
    public required TimeSpan Sweep { get; init; }

    public required TimingSpec Timing { get; init; }

    /// <summary>Rollouts that may be under way at a time; null for any number.</summary>
    public int? RolloutsAtOnce { get; init; }

    /// <summary>Whether what was changed by hand is put back, where a service does not say otherwise.</summary>
    public bool SelfHeal { get; init; } = true;

    /// <summary>Whether services that left the files are deleted; null when they are not.</summary>
    public PruneSpec? Prune { get; init; }

    /// <summary>When no rollout of any service begins.</summary>
    public ImmutableArray<FreezeSpec> Freezes { get; init; } = [];

    /// <summary>True when the endpoint is a loopback address: durations below AWS's minimum are then allowed.</summary>
    public bool IsLocal => Endpoint is { IsLoopback: true };
}

/// <summary>The waits that AWS forces; section 2 of the rollout contract.</summary>
public sealed record TimingSpec
{
    /// <summary>How old an AWS read may be. After a write, a read that contradicts it is not believed for this long.</summary>
    public required TimeSpan ReadLag { get; init; }

    /// <summary>How long load balancer nodes may take to obey a weight.</summary>
    public required TimeSpan Settle { get; init; }

    /// <summary>A write needs a read no older than this before it.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait between a rollback and scaling the failed colour down.</summary>
    public TimeSpan AbortDelay { get; init; }

    public int MaxAttempts { get; init; } = 2;

    /// <summary>Capacity a weight needs, as a factor.</summary>
    public double Headroom { get; init; } = 1;

    /// <summary>How late CloudWatch is.</summary>
    public required TimeSpan MetricDelay { get; init; }

    /// <summary>Two reads that must agree are this far apart.</summary>
    public TimeSpan BetweenReads => ReadLag < TimeSpan.FromSeconds(5) ? ReadLag : TimeSpan.FromSeconds(5);
}

/// <summary>One revision of the source, taken whole: an environment and its services.</summary>
public sealed record DesiredState(string Commit, EnvironmentSpec Environment, ImmutableArray<ServiceSpec> Services)
{
    public ImmutableArray<JobSpec> Jobs { get; init; } = [];

    /// <summary>Everything that has tasks; a job's name is never a service's.</summary>
    [JsonIgnore]
    public IEnumerable<Workload> Workloads => [.. Services.Select(service => new Workload(service, Job: null)), .. Jobs.Select(job => new Workload(job.Task, job))];
}

/// <param name="Spec">What its tasks are made of.</param>
/// <param name="Job">Null for a service.</param>
public readonly record struct Workload(ServiceSpec Spec, JobSpec? Job);

/// <summary>One thing wrong with the desired state. Line and column count from 1; 0 where a file as a whole is meant.</summary>
public sealed record DesiredError(string File, int Line, int Column, string Key, string Message);
