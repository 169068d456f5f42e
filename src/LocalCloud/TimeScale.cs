namespace LocalCloud;

/// <summary>
/// Makes waits shorter that were configured in AWS's whole seconds. The clock itself is never bent: times that LocalCloud tells are
/// compared with other programs' clocks.
/// </summary>
/// <param name="Factor">From 1.</param>
public sealed record TimeScale(int Factor)
{
    public TimeSpan Of(TimeSpan configured) => configured / Factor;

    public TimeSpan OfSeconds(int seconds) => Of(TimeSpan.FromSeconds(seconds));
}
