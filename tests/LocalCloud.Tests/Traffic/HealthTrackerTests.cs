using LocalCloud.Traffic;

namespace LocalCloud.Tests.Traffic;

public class HealthTrackerTests
{
    private static readonly CheckResult Pass = new CheckResult.Passed(), Wrong = new CheckResult.WrongStatus(503),
        Slow = new CheckResult.TimedOut(), Refused = new CheckResult.Failed();

    [Fact]
    public void A_new_target_is_healthy_after_one_passing_check() => Assert.Equal("healthy", After(Pass).Describe().State);

    [Fact]
    public void A_new_target_stays_initial_until_it_failed_often_enough()
    {
        Assert.Equal("Elb.RegistrationInProgress", After().Describe().Reason);
        Assert.Equal("Elb.InitialHealthChecking", After(Wrong).Describe().Reason);
        Assert.Equal("initial", After(Wrong).Describe().State);
        Assert.Equal("unhealthy", After(Wrong, Wrong).Describe().State);
    }

    [Fact]
    public void A_healthy_target_needs_failures_in_a_row_to_fall()
    {
        Assert.Equal("healthy", After(Pass, Wrong).Describe().State);
        Assert.Equal("healthy", After(Pass, Wrong, Pass, Wrong).Describe().State);
        Assert.Equal("unhealthy", After(Pass, Wrong, Wrong).Describe().State);
    }

    [Fact]
    public void An_unhealthy_target_needs_passes_in_a_row_to_recover()
    {
        Assert.Equal("unhealthy", After(Pass, Wrong, Wrong, Pass, Pass).Describe().State);
        Assert.Equal("unhealthy", After(Pass, Wrong, Wrong, Pass, Pass, Wrong, Pass, Pass).Describe().State);
        Assert.Equal("healthy", After(Pass, Wrong, Wrong, Pass, Pass, Pass).Describe().State);
    }

    [Fact]
    public void The_reason_says_how_the_newest_check_failed()
    {
        Assert.Equal(("Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"), Reason(After(Refused, Wrong)));
        Assert.Equal(("Target.Timeout", "Request timed out"), Reason(After(Wrong, Slow)));
        Assert.Equal(("Target.FailedHealthChecks", "Health checks failed"), Reason(After(Slow, Slow, Refused)));
    }

    private static (string?, string?) Reason(HealthTracker tracker) => (tracker.Describe().Reason, tracker.Describe().Description);

    private static HealthTracker After(params CheckResult[] checks) =>
        checks.Aggregate(HealthTracker.New, (tracker, check) => tracker.After(check, healthyThreshold: 3, unhealthyThreshold: 2));
}
