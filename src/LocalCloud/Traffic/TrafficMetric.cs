namespace LocalCloud.Traffic;

/// <summary>What is counted of requests that a rule forwards.</summary>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html</remarks>
public enum TrafficMetric
{
    /// <summary>Requests for which a target was chosen.</summary>
    RequestCount,
    Target2xx,
    Target3xx,
    Target4xx,
    Target5xx,

    /// <summary>The target could not be connected to.</summary>
    TargetConnectionError,

    /// <summary>Answered by the load balancer itself; AWS publishes it per load balancer only.</summary>
    Elb4xx,

    /// <inheritdoc cref="Elb4xx"/>
    Elb5xx,

    /// <summary>Seconds from the request's leaving the load balancer to the head of the target's answer.</summary>
    TargetResponseTime,
}
