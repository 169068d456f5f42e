namespace LocalCloud.Ecs;

/// <summary>How long ECS waits for things. Where LocalCloud is faster than AWS, docs/local-cloud.md says so.</summary>
internal sealed record EcsTiming
{
    /// <summary>A task without a load balancer counts as healthy after running this long. AWS: 40 s.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often targets are asked for their health.</summary>
    public TimeSpan HealthPoll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Wait after the first failed task in a row; doubles with each further one.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>AWS waits up to 27 minutes.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan DefaultStopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan StoppedTasksVisible { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan ClientTokenValid { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What tasks get to end in when LocalCloud itself is stopped.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <param name="failures">Failed tasks in a row, from 1.</param>
    public TimeSpan BackOff(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, FirstBackOff.Ticks << Math.Min(failures - 1, 20)));
}
