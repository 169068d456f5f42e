namespace Publican.Tests.Rollouts.Model;

/// <summary>How a revision behaves; the checker tries every pair.</summary>
public enum Kind
{
    Good,

    /// <summary>Its before-job exits 1.</summary>
    JobFails,

    /// <summary>Its targets never get healthy.</summary>
    NeverHealthy,

    /// <summary>Healthy, but its checks fail before any traffic.</summary>
    BadInPreview,

    /// <summary>Good until it has traffic; at the latest at 100% its checks fail.</summary>
    BadUnderTraffic,
}

/// <summary>What befalls a side that was well, whatever it runs. New tasks are well again.</summary>
public enum Ailment
{
    None,

    /// <summary>Its targets are healthy and what it answers is wrong, as when a database is away.</summary>
    Failing,

    /// <summary>Its tasks run, and no target is healthy.</summary>
    Unhealthy,

    /// <summary>Its tasks do not stay up.</summary>
    Down,
}

/// <summary>What the checks say about the candidate at one moment.</summary>
internal enum Answer
{
    Good,
    Bad,

    /// <summary>Candidate and stable fail the same check: what both of them need is away.</summary>
    BothBad,
}
