using System.Collections.Immutable;

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

/// <summary>Tasks of the candidate that ended by themselves.</summary>
/// <param name="Max">How many may, from the start of its deployment.</param>
public sealed record RestartsCheckSpec(int Max) : CheckSpec
{
    /// <summary>Without a check of its own: one may be the host's fault, three are the release's. ECS's breaker, too, gives up at three.</summary>
    public static RestartsCheckSpec Default { get; } = new(2);
}

/// <summary>A question to somebody else, asked every so often: as many good answers let a rollout go on as bad ones in a row fail it.</summary>
public abstract record AskedCheckSpec(Uri Url, TimeSpan Every, int Failures, TimeSpan Timeout, Inconclusive Inconclusive) : CheckSpec;

/// <summary>A PromQL query whose answer is one number.</summary>
public sealed record PrometheusCheckSpec(
    Uri Url, string Query, double? Min, double? Max, TimeSpan Every, int Failures, TimeSpan Timeout, Inconclusive Inconclusive)
    : AskedCheckSpec(Url, Every, Failures, Timeout, Inconclusive);

/// <summary>POST to a service that knows: 2xx is good, 4xx is bad.</summary>
public sealed record WebhookCheckSpec(Uri Url, TimeSpan Every, int Failures, TimeSpan Timeout, Inconclusive Inconclusive)
    : AskedCheckSpec(Url, Every, Failures, Timeout, Inconclusive);

/// <summary>A one-off task of the candidate whose exit code decides: of the rollout once before the first weight, of a step once while it is held.</summary>
public sealed record TaskCheckSpec(ImmutableArray<string> Command, TimeSpan Timeout) : CheckSpec
{
    public bool Equals(TaskCheckSpec? other) => other is not null && Timeout == other.Timeout && Command.SequenceEqual(other.Command);

    public override int GetHashCode() => HashCode.Combine(Timeout, Command.Length);
}
