namespace Publican.Desired;

/// <summary>
/// What durations may be in an environment. AWS has minimums; a local environment (its endpoint is a loopback address) may
/// go below them, so that a rehearsal takes seconds. Sources: the ELBv2 API reference of CreateTargetGroup and
/// ModifyTargetGroupAttributes; one minute is the shortest period of the load balancer's CloudWatch metrics.
/// </summary>
/// <param name="MetricDelay">How late metrics are in this environment.</param>
internal sealed record Limits(bool Local, TimeSpan MetricDelay)
{
    /// <summary>Capacity that a weight needs in this environment, as a factor.</summary>
    public double Headroom { get; init; } = 1;

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Of an environment with nothing but defaults.</summary>
    public static Limits OfAws { get; } = new(Local: false, TimeSpan.FromMinutes(3));

    /// <inheritdoc cref="OfAws"/>
    public static Limits OfLocal { get; } = new(Local: true, TimeSpan.Zero);

    public DurationRange Sweep => Range(10 * Second, Tenth, Hour);

    public DurationRange PruneAfter => Range(Minute, Tenth, 30 * Day, Second);

    public DurationRange ReadLag => Range(5 * Second, TimeSpan.Zero, 10 * Minute);

    /// <summary>Load balancer nodes obey a rule after up to 15 s.</summary>
    public DurationRange Settle => Range(15 * Second, TimeSpan.Zero, 10 * Minute);

    public DurationRange Fresh => Range(Second, Tenth, Minute);

    public DurationRange AbortDelay => Range(TimeSpan.Zero, TimeSpan.Zero, Day);

    public DurationRange MetricLateness => Range(Minute, TimeSpan.Zero, 15 * Minute);

    public DurationRange HealthInterval => Range(5 * Second, Tenth, 300 * Second, Second);

    public DurationRange HealthTimeout => Range(2 * Second, Tenth, 120 * Second, Second);

    /// <summary>ECS and ELB take these two as a number of seconds, also locally.</summary>
    public static DurationRange Grace { get; } = new(TimeSpan.Zero, Day, Second);

    public static DurationRange DeregistrationDelay { get; } = new(TimeSpan.Zero, Hour, Second);

    /// <summary>Cron counts in minutes, and a week is as far as it can look back.</summary>
    public static DurationRange Schedule { get; } = new(Minute, 7 * Day, Second);

    /// <summary>Long enough for the holidays around a new year.</summary>
    public static DurationRange Freeze { get; } = new(Minute, 31 * Day, Second);

    /// <summary>A late start is made safe by ECS's memory of RunTask's client token, which lasts 24 hours.</summary>
    public DurationRange StartingDeadline => Range(10 * Second, Second, 23 * Hour, Second);

    public DurationRange JobTimeout => Range(Second, Second, 7 * Day, Second);

    public DurationRange BeforeTimeout => Range(Second, Second, Day);

    public DurationRange Hold => Range(Second, Tenth, Day);

    public DurationRange Bake => Range(TimeSpan.Zero, TimeSpan.Zero, Day);

    public DurationRange KeepOld => Range(TimeSpan.Zero, TimeSpan.Zero, 7 * Day);

    public DurationRange RolloutTimeout => Range(Minute, Second, Day);

    public DurationRange CheckEvery => Range(Second, Tenth, Hour);

    /// <summary>Of a question to somebody else; it delays nobody, but its answer should still mean the present step.</summary>
    public DurationRange AskTimeout => Range(Second, Tenth, Minute);

    /// <summary>A load balancer gives up after an idle minute by default; a longer limit could never be broken.</summary>
    public static DurationRange Latency { get; } = new(Millisecond, Minute, Millisecond);

    /// <summary>LocalCloud counts by the second.</summary>
    public DurationRange MetricWindow => Local ? new(Second, Hour, Second) : new(Minute, Hour, Minute) { LooserLocally = true };

    /// <summary>The default of an environment on AWS, or of a local one.</summary>
    public TimeSpan Default(TimeSpan aws, TimeSpan local) => Local ? local : aws;

    private DurationRange Range(TimeSpan aws, TimeSpan local, TimeSpan max, TimeSpan? awsStep = null) => Local
        ? new(local, max, Millisecond)
        : new(aws, max, awsStep ?? Millisecond) { LooserLocally = aws != local || awsStep is not null };
}
