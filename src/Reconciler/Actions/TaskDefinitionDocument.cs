using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Desired;
using Publican.Desired.Native;
using Publican.Observed;
using Publican.Planning;

namespace Publican.Actions;

/// <summary>The task definition of a target, as RegisterTaskDefinition takes it.</summary>
internal static class TaskDefinitionDocument
{
    public static RegisterTaskDefinitionRequest For(Target target)
    {
        var spec = target.Spec;
        var request = new RegisterTaskDefinitionRequest
        {
            Family = target.Names.Family,
            NetworkMode = NetworkMode.Awsvpc,
            RequiresCompatibilities = ["FARGATE"],
            Cpu = FormattableString.Invariant($"{spec.Cpu}"),
            Memory = FormattableString.Invariant($"{spec.Memory}"),
            ExecutionRoleArn = target.Outputs.ExecutionRole,
            TaskRoleArn = target.Outputs.TaskRole,
            ContainerDefinitions =
            [
                new ContainerDefinition
                {
                    Name = spec.Name,
                    Image = target.Image,
                    Essential = true,
                    PortMappings = spec.TrafficContainer() == spec.Name ? Port(spec) : null,
                    Environment = [.. spec.Env.Select(pair => new Amazon.ECS.Model.KeyValuePair { Name = pair.Key, Value = pair.Value })],
                    Secrets = [.. target.Secrets.Select(pair => new Secret { Name = pair.Key, ValueFrom = pair.Value.Name })],
                    LogConfiguration = new LogConfiguration
                    {
                        LogDriver = LogDriver.Awslogs,
                        Options = new Dictionary<string, string>
                        {
                            ["awslogs-group"] = target.Outputs.LogGroup,
                            ["awslogs-region"] = target.Environment.Region,
                            ["awslogs-stream-prefix"] = spec.Name,
                        },
                    },
                },
            ],
            RuntimePlatform = spec.Architecture is { } architecture
                ? new RuntimePlatform { CpuArchitecture = architecture == "arm64" ? CPUArchitecture.ARM64 : CPUArchitecture.X86_64, OperatingSystemFamily = OSFamily.LINUX }
                : null,
            Tags = Tags.Definition(target),
        };
        if (spec.TrafficContainer() is var traffic && traffic != spec.Name)
            request.ContainerDefinitions.Add(new ContainerDefinition { Name = traffic, PortMappings = Port(spec) });
        return NativeOverlay.Apply(request, spec.TaskDefinition?.Content);
    }

    private static List<PortMapping>? Port(ServiceSpec spec) => spec.Port is { } port ? [new PortMapping { ContainerPort = port, Protocol = TransportProtocol.Tcp }] : null;
}
