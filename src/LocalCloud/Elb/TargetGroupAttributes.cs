using System.Collections.Immutable;

namespace LocalCloud.Elb;

/// <summary>Attributes of target groups. Those that start with <c>local.</c> are LocalCloud's own.</summary>
internal static class TargetGroupAttributes
{
    public const string DeregistrationDelay = "deregistration_delay.timeout_seconds";

    /// <summary>Health check interval and timeout in milliseconds: AWS's whole seconds are too slow for a rehearsal.</summary>
    public const string LocalInterval = "local.health_check_interval_ms", LocalTimeout = "local.health_check_timeout_ms";

    public static AttributeTable Table { get; } = new("Target group",
        AttributeSpec.Number(DeregistrationDelay, 300, 0, 3600),
        AttributeSpec.Number(LocalInterval, null, 10, 300_000),
        AttributeSpec.Number(LocalTimeout, null, 10, 120_000),
        AttributeSpec.Only("stickiness.enabled", "false"),
        AttributeSpec.Unused("stickiness.type", "lb_cookie"),
        AttributeSpec.Unused("stickiness.lb_cookie.duration_seconds", "86400"),
        AttributeSpec.Unused("stickiness.app_cookie.cookie_name", ""),
        AttributeSpec.Unused("stickiness.app_cookie.duration_seconds", "86400"),
        AttributeSpec.Only("load_balancing.algorithm.type", "round_robin"),
        AttributeSpec.Only("load_balancing.algorithm.anomaly_mitigation", "off"),
        AttributeSpec.Only("load_balancing.cross_zone.enabled", "use_load_balancer_configuration"),
        AttributeSpec.Only("slow_start.duration_seconds", "0"),
        AttributeSpec.Only("target_group_health.dns_failover.minimum_healthy_targets.count", "1"),
        AttributeSpec.Only("target_group_health.dns_failover.minimum_healthy_targets.percentage", "off"),
        AttributeSpec.Only("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1"),
        AttributeSpec.Only("target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off"));

    public static ImmutableSortedDictionary<string, string> Of(TargetGroup group) => Table.Effective(group.Attributes);
}

/// <summary>Attributes of load balancers.</summary>
internal static class LoadBalancerAttributes
{
    public const string DeletionProtection = "deletion_protection.enabled", IdleTimeout = "idle_timeout.timeout_seconds";

    public static AttributeTable Table { get; } = new("Load balancer",
        AttributeSpec.Flag(DeletionProtection),
        AttributeSpec.Number(IdleTimeout, 60, 1, 4000),
        AttributeSpec.Only("access_logs.s3.enabled", "false"),
        AttributeSpec.Only("routing.http.drop_invalid_header_fields.enabled", "false"),
        AttributeSpec.Only("routing.http.xff_header_processing.mode", "append"),
        AttributeSpec.Only("routing.http2.enabled", "true"));

    public static ImmutableSortedDictionary<string, string> Of(LoadBalancer balancer) => Table.Effective(balancer.Attributes);
}
