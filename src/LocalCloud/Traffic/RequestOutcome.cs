namespace LocalCloud.Traffic;

/// <summary>How a forwarded request ended.</summary>
/// <param name="Status">As it left the load balancer; 460 when the client went away first.</param>
/// <param name="FromTarget">False when the load balancer made the answer.</param>
/// <param name="TargetChosen">False when the group had none.</param>
/// <param name="ConnectFailed">The target could not be connected to.</param>
/// <param name="ResponseTime">Null when the target did not answer.</param>
public readonly record struct RequestOutcome(int Status, bool FromTarget, bool TargetChosen, bool ConnectFailed, TimeSpan? ResponseTime)
{
    /// <summary>ALB's own code in its access log for a client that closed the connection before the answer.</summary>
    public const int ClientClosed = 460;

    public static RequestOutcome NoTarget { get; } = new(StatusCodes.Status503ServiceUnavailable, false, false, false, null);
}
