using System.Text.Json.Serialization;

namespace Publican.Desired;

/// <summary>A task that ends by itself: one <c>kind: Job</c> or <c>kind: CronJob</c>, validated, defaults filled in.</summary>
public sealed record JobSpec
{
    public string Name => Task.Name;

    /// <summary>What a run's task is made of: a service without a route, of which nothing but the task counts. The command stands among its native fields.</summary>
    public required ServiceSpec Task { get; init; }

    /// <summary>How long one run may take before it is stopped.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often a run that failed is tried again.</summary>
    public required int Retries { get; init; }

    /// <summary>Null for one that runs once for each revision.</summary>
    public CronSpec? Cron { get; init; }

    /// <summary>How many ended runs are kept.</summary>
    [JsonIgnore]
    public int History => Cron?.History ?? 1;
}

/// <summary>When a CronJob runs. None of it is part of the revision: it applies live.</summary>
/// <param name="Schedule">Five fields of cron, on the wall clock of the time zone.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="StartingDeadline">How late a run may still be begun.</param>
/// <param name="Suspended">No run is begun; those under way go on.</param>
/// <param name="History">How many ended runs are kept.</param>
public sealed record CronSpec(string Schedule, string TimeZone, Concurrency Concurrency, TimeSpan StartingDeadline, bool Suspended, int History);

/// <summary>What comes of a firing while an earlier run is under way.</summary>
public enum Concurrency
{
    /// <summary>Both run.</summary>
    Allow,

    /// <summary>It waits, and is skipped when its starting deadline is over.</summary>
    Forbid,

    /// <summary>The earlier one is stopped.</summary>
    Replace,
}
