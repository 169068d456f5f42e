using System.Text.Json.Serialization;

namespace LocalCloud.Ecs.Messages;

internal sealed record RunTaskRequest(
    string? Cluster,
    string? TaskDefinition,
    int? Count,
    string? LaunchType,
    string? PlatformVersion,
    NetworkConfiguration? NetworkConfiguration,
    TaskOverride? Overrides,
    string? Group,
    string? StartedBy,
    string? ReferenceId,
    string? PropagateTags,
    bool? EnableECSManagedTags,
    IReadOnlyList<Tag>? Tags,
    string? ClientToken) : Extensible;

internal sealed record TasksResponse(IReadOnlyList<TaskShape> Tasks, IReadOnlyList<Failure> Failures);

internal sealed record StopTaskRequest(string? Cluster, string? Task, string? Reason);

internal sealed record StopTaskResponse(TaskShape Task);

internal sealed record DescribeTasksRequest(string? Cluster, IReadOnlyList<string>? Tasks, IReadOnlyList<string>? Include);

internal sealed record ListTasksRequest(
    string? Cluster,
    string? ServiceName,
    string? Family,
    string? StartedBy,
    string? DesiredStatus,
    string? LaunchType,
    string? NextToken,
    int? MaxResults)
    : Extensible;

internal sealed record ListTasksResponse(IReadOnlyList<string> TaskArns, string? NextToken);

internal sealed record Attachment(string Id, string Type, string Status, IReadOnlyList<KeyValue> Details);

internal sealed record NetworkInterface(string AttachmentId, [property: JsonPropertyName("privateIpv4Address")] string PrivateIpv4Address);

internal sealed record ContainerShape(
    string ContainerArn,
    string TaskArn,
    string Name,
    string Image,
    string? ImageDigest,
    string RuntimeId,
    string LastStatus,
    int? ExitCode,
    string? Reason,
    IReadOnlyList<string> NetworkBindings,
    IReadOnlyList<NetworkInterface> NetworkInterfaces,
    string HealthStatus,
    string Cpu,
    string? Memory);

internal sealed record TaskShape(
    IReadOnlyList<Attachment> Attachments,
    string AvailabilityZone,
    string ClusterArn,
    string Connectivity,
    IReadOnlyList<ContainerShape> Containers,
    string? Cpu,
    DateTimeOffset CreatedAt,
    string DesiredStatus,
    bool EnableExecuteCommand,
    DateTimeOffset? ExecutionStoppedAt,
    string Group,
    string HealthStatus,
    string LastStatus,
    string LaunchType,
    string? Memory,
    TaskOverride Overrides,
    string PlatformVersion,
    string PlatformFamily,
    DateTimeOffset? PullStartedAt,
    DateTimeOffset? PullStoppedAt,
    DateTimeOffset? StartedAt,
    string? StartedBy,
    string? StopCode,
    DateTimeOffset? StoppedAt,
    string? StoppedReason,
    DateTimeOffset? StoppingAt,
    IReadOnlyList<Tag>? Tags,
    string TaskArn,
    string TaskDefinitionArn,
    long Version);
