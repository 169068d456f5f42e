using Publican.Desired;

namespace Publican.Observed;

/// <summary>What is to be found out about one service beyond the sweep's batch reads.</summary>
public sealed record Question
{
    public required Names Names { get; init; }

    public required EnvironmentSpec Environment { get; init; }

    public required ServiceSpec Spec { get; init; }

    /// <summary>Null for a service.</summary>
    public JobSpec? Job { get; init; }

    /// <summary>The runs of a job are of interest now: they are read anew.</summary>
    public bool RunsMatter { get; init; }

    /// <summary>This process, or this leader, has not looked yet: others may have written what was read before.</summary>
    public bool RunsUnknown { get; init; }

    /// <summary>The desired revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Source commit it came from; a webhook is told.</summary>
    public required string Commit { get; init; }

    /// <summary>A person named the revision: it exists, however old it is.</summary>
    public bool Named { get; init; }

    /// <summary>Where the first route's preview rule stands: HTTP checks go through it. It names the load balancer whose metrics count. Empty without a route.</summary>
    public required string ListenerArn { get; init; }

    /// <summary>All listeners that the service is routed through.</summary>
    public required IReadOnlyCollection<string> Listeners { get; init; }

    public required EnvironmentOutputs Outputs { get; init; }

    /// <summary>The image as tasks of the desired revision run it.</summary>
    public required string Image { get; init; }

    /// <summary>What the registry said of it already; null when it has to be asked.</summary>
    public ImageReading? ImageReading { get; init; }

    /// <summary>Samples and metrics from before this process started belong to another one.</summary>
    public required DateTimeOffset ProcessStartedAt { get; init; }

    /// <summary>How often a target group is looked at while all rests; zero for now.</summary>
    public TimeSpan GroupEvery { get; init; }

    /// <summary>A release is over, and revisions that are not needed any more are looked for.</summary>
    public bool WantsHistory { get; init; }

    /// <summary>Our last write was to a target group and no read has shown it yet: groups as read before do not count.</summary>
    public bool GroupsJustWritten { get; init; }
}
