using System.Text.Json;

namespace LocalCloud.Ecs.Messages;

internal sealed record PortMapping(int? ContainerPort, int? HostPort, string? Protocol, string? Name, string? AppProtocol) : Extensible;

internal sealed record Secret(string? Name, string? ValueFrom);

internal sealed record LogConfiguration(
    string? LogDriver, IReadOnlyDictionary<string, string>? Options, IReadOnlyList<Secret>? SecretOptions);

/// <param name="Condition">START, COMPLETE, SUCCESS or HEALTHY.</param>
internal sealed record ContainerDependency(string? ContainerName, string? Condition);

/// <param name="Command">CMD and arguments, or CMD-SHELL and a line for the shell.</param>
/// <param name="Interval">Seconds, as all the others but Retries.</param>
internal sealed record ContainerHealthCheck(IReadOnlyList<string>? Command, int? Interval, int? Timeout, int? Retries, int? StartPeriod);

/// <summary>
/// A container as it is sent and as it is shown. The JSON members at the end have no effect on a process: they are kept and shown.
/// </summary>
internal sealed record ContainerDefinition : Extensible
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public int? Cpu { get; init; }

    public int? Memory { get; init; }

    public int? MemoryReservation { get; init; }

    public IReadOnlyList<PortMapping>? PortMappings { get; init; }

    public bool? Essential { get; init; }

    /// <summary>Takes the place of the image's program and its arguments.</summary>
    public IReadOnlyList<string>? EntryPoint { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<ContainerDependency>? DependsOn { get; init; }

    public ContainerHealthCheck? HealthCheck { get; init; }

    public IReadOnlyList<KeyValue>? Environment { get; init; }

    public IReadOnlyList<JsonElement>? MountPoints { get; init; }

    public IReadOnlyList<JsonElement>? VolumesFrom { get; init; }

    public IReadOnlyList<JsonElement>? SystemControls { get; init; }

    public IReadOnlyList<Secret>? Secrets { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL.</summary>
    public int? StopTimeout { get; init; }

    /// <summary>Seconds that containers which depend on this one wait for it.</summary>
    public int? StartTimeout { get; init; }

    public LogConfiguration? LogConfiguration { get; init; }

    public JsonElement? DockerLabels { get; init; }

    public JsonElement? LinuxParameters { get; init; }

    public JsonElement? ReadonlyRootFilesystem { get; init; }

    public JsonElement? RepositoryCredentials { get; init; }

    public JsonElement? Ulimits { get; init; }

    public JsonElement? User { get; init; }

    public JsonElement? VersionConsistency { get; init; }
}

internal sealed record RegisterTaskDefinitionRequest(
    string? Family,
    string? TaskRoleArn,
    string? ExecutionRoleArn,
    string? NetworkMode,
    IReadOnlyList<ContainerDefinition>? ContainerDefinitions,
    IReadOnlyList<string>? RequiresCompatibilities,
    string? Cpu,
    string? Memory,
    IReadOnlyList<Tag>? Tags,
    JsonElement? RuntimePlatform,
    JsonElement? EphemeralStorage) : Extensible;

internal sealed record TaskDefinitionRequest(string? TaskDefinition, IReadOnlyList<string>? Include);

internal sealed record TaskDefinitionResponse(State.TaskDefinition TaskDefinition, IReadOnlyList<Tag>? Tags);

internal sealed record DeleteTaskDefinitionsRequest(IReadOnlyList<string>? TaskDefinitions);

internal sealed record DeleteTaskDefinitionsResponse(IReadOnlyList<State.TaskDefinition> TaskDefinitions, IReadOnlyList<Failure> Failures);

internal sealed record ListFamiliesRequest(string? FamilyPrefix, string? Status, string? NextToken, int? MaxResults);

internal sealed record ListFamiliesResponse(IReadOnlyList<string> Families, string? NextToken);

internal sealed record ListTaskDefinitionsRequest(string? FamilyPrefix, string? Status, string? Sort, string? NextToken, int? MaxResults);

internal sealed record ListTaskDefinitionsResponse(IReadOnlyList<string> TaskDefinitionArns, string? NextToken);
