namespace Publican.Desired;

/// <summary>One of the checks that must stay good while a candidate is tried. Equal ones are one check: its samples are found by it.</summary>
public abstract record CheckSpec;

/// <summary>What it means that a check is neither good nor bad: no data, too few requests, a provider that does not answer.</summary>
public enum Inconclusive
{
    /// <summary>Neither forward nor back, until the progress deadline.</summary>
    Wait,

    /// <summary>As if the check were not there.</summary>
    Ignore,

    /// <summary>As bad as a bad answer.</summary>
    Fail,
}

/// <summary>GET through the preview rule; a 2xx is good, <paramref name="Failures"/> bad answers in a row fail the rollout.</summary>
public sealed record HttpCheckSpec(string Path, TimeSpan Every, int Failures) : CheckSpec;

/// <summary>A CloudWatch alarm that must not be in ALARM: before the first weight it holds the rollout up, after it it fails it.</summary>
public sealed record AlarmCheckSpec(string Name) : CheckSpec;

/// <summary>A figure of the candidate's target group over a window; fewer requests than the minimum decide nothing.</summary>
public abstract record MetricCheckSpec(TimeSpan Over, int MinRequests) : CheckSpec
{
    /// <summary>Null: too few requests let a rollout go on, a metric that cannot be read holds it.</summary>
    public Inconclusive? Inconclusive { get; init; }
}

/// <summary>Share of 5xx answers. A limit, a distance to the stable side, or both.</summary>
/// <param name="MaxPercent">0 to 100.</param>
public sealed record ErrorRateCheckSpec(double? MaxPercent, TimeSpan Over, int MinRequests) : MetricCheckSpec(Over, MinRequests)
{
    /// <summary>Percentage points that the candidate may be worse than the stable side in the same window.</summary>
    public double? OverStable { get; init; }
}

/// <summary>A percentile of the response time. A limit, a distance to the stable side, or both.</summary>
/// <param name="Percentile">As CloudWatch spells it: p50, p99, p99.9.</param>
public sealed record LatencyCheckSpec(string Percentile, TimeSpan? Max, TimeSpan Over, int MinRequests) : MetricCheckSpec(Over, MinRequests)
{
    /// <summary>Percent that the candidate may be slower than the stable side in the same window.</summary>
    public double? OverStable { get; init; }
}
