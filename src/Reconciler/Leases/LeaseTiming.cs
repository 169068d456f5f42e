using Publican.Aws;

namespace Publican.Leases;

/// <summary>The waits of a lease, as in client-go's leader election, but longer: a call of ours may take ten seconds.</summary>
public sealed record LeaseTiming
{
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    public static LeaseTiming Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(3));

    /// <param name="duration">Until others may take it, by the database's clock.</param>
    /// <param name="renewDeadline">Until its holder stops writing, by the holder's own monotonic clock.</param>
    /// <param name="retryPeriod">Between two questions to the database; also how long one may take.</param>
    public LeaseTiming(TimeSpan duration, TimeSpan renewDeadline, TimeSpan retryPeriod)
    {
        // I27: a call that was sent at the last moment has ended when the next holder begins.
        if (duration - renewDeadline <= AwsClients.CallTimeout || duration > Most)
            throw new ArgumentException($"a lease of {duration} with a renew deadline of {renewDeadline} leaves no time for a call of {AwsClients.CallTimeout}");
        if (renewDeadline <= 2 * retryPeriod)
            throw new ArgumentException($"a renew deadline of {renewDeadline} allows for no failed renewal every {retryPeriod}");
        (Duration, RenewDeadline, RetryPeriod) = (duration, renewDeadline, retryPeriod);
    }

    public TimeSpan Duration { get; }

    public TimeSpan RenewDeadline { get; }

    public TimeSpan RetryPeriod { get; }
}
