using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>A task as DescribeTasks shows it.</summary>
internal static class TaskView
{
    public static TaskShape Of(EcsTask task, string clusterArn, string region, bool withTags)
    {
        var attachment = new Attachment(
            task.Id + "-eni",
            "ElasticNetworkInterface",
            task.IsStopped ? "DELETED" : task.PullStartedAt is null ? "PRECREATED" : "ATTACHED",
            [
                new KeyValue("subnetId", task.NetworkConfiguration.AwsvpcConfiguration!.Subnets![0]),
                new KeyValue("privateIPv4Address", task.Address.ToString()),
            ]);
        return new TaskShape(
            [attachment],
            region + "a",
            clusterArn,
            Connectivity: task.IsStopped ? "DISCONNECTED" : "CONNECTED",
            [.. task.Containers.Zip(task.TaskDefinition.ContainerDefinitions, (state, container) => Container(task, state, container, attachment))],
            task.Overrides.Cpu ?? task.TaskDefinition.Cpu,
            task.CreatedAt,
            task.DesiredStatus,
            EnableExecuteCommand: false,
            ExecutionStoppedAt: task.StartedAt is null ? null : task.StoppedAt,
            task.Group,
            task.HealthStatus,
            task.LastStatus,
            LaunchType: "FARGATE",
            task.Overrides.Memory ?? task.TaskDefinition.Memory,
            task.Overrides,
            LaunchRules.PlatformVersion,
            PlatformFamily: "Linux",
            task.PullStartedAt,
            PullStoppedAt: task.StartedAt,
            task.StartedAt,
            task.StartedBy,
            task.StopCode,
            task.StoppedAt,
            task.StoppedReason,
            task.StoppingAt,
            withTags ? task.Tags.Shape : null,
            task.Arn,
            task.TaskDefinition.TaskDefinitionArn,
            task.Version);
    }

    private static ContainerShape Container(EcsTask task, ContainerState state, ContainerDefinition container, Attachment attachment) =>
        new(
            $"{task.Arn.Replace(":task/", ":container/", StringComparison.Ordinal)}/{container.Name}",
            task.Arn,
            container.Name!,
            container.Image!,
            state.ImageDigest,
            RuntimeId: $"{task.Id}-{container.Name}",
            state.LastStatus,
            state.ExitCode,
            state.Reason,
            NetworkBindings: [],
            [new NetworkInterface(attachment.Id, task.Address.ToString())],
            state.HealthStatus,
            container.Cpu!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            container.Memory?.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
