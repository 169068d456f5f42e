namespace LocalCloud.Traffic;

/// <summary>What is counted, named as CloudWatch's namespace AWS/ApplicationELB names it.</summary>
/// <remarks>https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html</remarks>
public enum TrafficMetric
{
    /// <summary>Requests for which a target was chosen.</summary>
    RequestCount,
    HTTPCode_Target_2XX_Count,
    HTTPCode_Target_3XX_Count,
    HTTPCode_Target_4XX_Count,
    HTTPCode_Target_5XX_Count,

    /// <summary>The target could not be connected to.</summary>
    TargetConnectionErrorCount,

    /// <summary>Answered by the load balancer itself; AWS publishes it per load balancer only.</summary>
    HTTPCode_ELB_4XX_Count,

    /// <inheritdoc cref="HTTPCode_ELB_4XX_Count"/>
    HTTPCode_ELB_5XX_Count,

    /// <summary>Seconds from the request's leaving the load balancer to the head of the target's answer.</summary>
    TargetResponseTime,
}
