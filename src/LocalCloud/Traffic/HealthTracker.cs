using LocalCloud.Elb;

namespace LocalCloud.Traffic;

/// <summary>How one health check ended.</summary>
public abstract record CheckResult
{
    private CheckResult()
    {
    }

    public sealed record Passed : CheckResult;

    public sealed record WrongStatus(int Status) : CheckResult;

    public sealed record TimedOut : CheckResult;

    /// <summary>No connection, or no HTTP.</summary>
    public sealed record Failed : CheckResult;
}

public enum HealthState
{
    Registering,
    Initial,
    Healthy,
    Unhealthy,
}

/// <summary>What the checks of one target have shown so far. A new target needs one passing check; the thresholds count from then on.</summary>
/// <param name="Streak">Checks in a row that speak against the state.</param>
/// <param name="LastFailure">Why the newest failed check failed.</param>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html</remarks>
public sealed record HealthTracker(HealthState State, int Streak, CheckResult? LastFailure)
{
    public static HealthTracker New { get; } = new(HealthState.Registering, 0, null);

    public HealthTracker After(CheckResult result, int healthyThreshold, int unhealthyThreshold) => (State, result) switch
    {
        (HealthState.Healthy, CheckResult.Passed) => new HealthTracker(HealthState.Healthy, 0, null),
        (HealthState.Unhealthy, CheckResult.Passed) when Streak + 1 < healthyThreshold => this with { Streak = Streak + 1 },
        (_, CheckResult.Passed) => new HealthTracker(HealthState.Healthy, 0, null),
        (HealthState.Unhealthy, _) => new HealthTracker(HealthState.Unhealthy, 0, result),
        _ when Streak + 1 >= unhealthyThreshold => new HealthTracker(HealthState.Unhealthy, 0, result),
        (HealthState.Healthy, _) => new HealthTracker(HealthState.Healthy, Streak + 1, result),
        _ => new HealthTracker(HealthState.Initial, Streak + 1, result),
    };

    /// <summary>In the words of DescribeTargetHealth.</summary>
    public TargetHealth Describe() => (State, LastFailure) switch
    {
        (HealthState.Registering, _) => new TargetHealth("initial", "Elb.RegistrationInProgress", "Target registration is in progress"),
        (HealthState.Initial, _) => new TargetHealth("initial", "Elb.InitialHealthChecking", "Initial health checks in progress"),
        (HealthState.Healthy, _) => new TargetHealth("healthy", null, null),
        (_, CheckResult.WrongStatus wrong) =>
            new TargetHealth("unhealthy", "Target.ResponseCodeMismatch", $"Health checks failed with these codes: [{wrong.Status}]"),
        (_, CheckResult.TimedOut) => new TargetHealth("unhealthy", "Target.Timeout", "Request timed out"),
        _ => new TargetHealth("unhealthy", "Target.FailedHealthChecks", "Health checks failed"),
    };
}
