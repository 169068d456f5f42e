using System.Text.Json;

namespace LocalCloud.Ecs.Messages;

internal sealed record CreateServiceRequest(
    string? Cluster,
    string? ServiceName,
    string? TaskDefinition,
    IReadOnlyList<TargetBinding>? LoadBalancers,
    int? DesiredCount,
    string? ClientToken,
    string? LaunchType,
    string? PlatformVersion,
    DeploymentConfiguration? DeploymentConfiguration,
    NetworkConfiguration? NetworkConfiguration,
    int? HealthCheckGracePeriodSeconds,
    string? SchedulingStrategy,
    DeploymentController? DeploymentController,
    IReadOnlyList<Tag>? Tags,
    bool? EnableECSManagedTags,
    string? PropagateTags,
    string? AvailabilityZoneRebalancing) : Extensible;

internal sealed record UpdateServiceRequest(
    string? Cluster,
    string? Service,
    string? TaskDefinition,
    IReadOnlyList<TargetBinding>? LoadBalancers,
    int? DesiredCount,
    string? PlatformVersion,
    DeploymentConfiguration? DeploymentConfiguration,
    NetworkConfiguration? NetworkConfiguration,
    bool? ForceNewDeployment,
    int? HealthCheckGracePeriodSeconds,
    DeploymentController? DeploymentController,
    bool? EnableECSManagedTags,
    string? PropagateTags,
    string? AvailabilityZoneRebalancing) : Extensible;

internal sealed record DeleteServiceRequest(string? Cluster, string? Service, bool? Force);

internal sealed record ServiceResponse(ServiceShape Service);

internal sealed record DescribeServicesRequest(string? Cluster, IReadOnlyList<string>? Services, IReadOnlyList<string>? Include);

internal sealed record DescribeServicesResponse(IReadOnlyList<ServiceShape> Services, IReadOnlyList<Failure> Failures);

internal sealed record ListServicesRequest(
    string? Cluster, string? NextToken, int? MaxResults, string? LaunchType, string? SchedulingStrategy);

internal sealed record ListServicesResponse(IReadOnlyList<string> ServiceArns, string? NextToken);

internal sealed record ServiceEventShape(string Id, DateTimeOffset CreatedAt, string Message);

internal sealed record DeploymentShape(
    string Id,
    string Status,
    string TaskDefinition,
    int DesiredCount,
    int PendingCount,
    int RunningCount,
    int FailedTasks,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? LaunchType,
    string PlatformVersion,
    string PlatformFamily,
    NetworkConfiguration NetworkConfiguration,
    string RolloutState,
    string RolloutStateReason);

internal sealed record ServiceShape(
    string ServiceArn,
    string ServiceName,
    string ClusterArn,
    IReadOnlyList<TargetBinding> LoadBalancers,
    IReadOnlyList<JsonElement> ServiceRegistries,
    string Status,
    int DesiredCount,
    int RunningCount,
    int PendingCount,
    string? LaunchType,
    IReadOnlyList<JsonElement>? CapacityProviderStrategy,
    string PlatformVersion,
    string PlatformFamily,
    string TaskDefinition,
    DeploymentConfiguration DeploymentConfiguration,
    IReadOnlyList<DeploymentShape> Deployments,
    string RoleArn,
    IReadOnlyList<ServiceEventShape> Events,
    DateTimeOffset CreatedAt,
    IReadOnlyList<JsonElement> PlacementConstraints,
    IReadOnlyList<JsonElement> PlacementStrategy,
    NetworkConfiguration NetworkConfiguration,
    int? HealthCheckGracePeriodSeconds,
    string SchedulingStrategy,
    DeploymentController DeploymentController,
    string CreatedBy,
    bool EnableECSManagedTags,
    string PropagateTags,
    bool EnableExecuteCommand,
    string AvailabilityZoneRebalancing,
    IReadOnlyList<Tag>? Tags);
