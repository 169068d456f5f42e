using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Plans;
using KeyValuePair = Amazon.ECS.Model.KeyValuePair;

namespace Publican.Tests.Plans;

/// <summary>What is other about a task definition, and nothing that ECS only filled in.</summary>
public sealed class FieldDiffTests
{
    [Fact]
    public void Only_what_is_written_is_compared()
    {
        var live = new TaskDefinition
        {
            Family = "local-web", Revision = 7, Status = TaskDefinitionStatus.ACTIVE, Cpu = "256", NetworkMode = NetworkMode.Awsvpc, Compatibilities = ["EC2", "FARGATE"],
            ContainerDefinitions = [new ContainerDefinition { Name = "web", Image = "web:1", Essential = true, PortMappings = [new PortMapping { ContainerPort = 80, HostPort = 80, Protocol = TransportProtocol.Tcp }] }],
        };
        Assert.Empty(FieldDiff.Of(Desired(), live));
    }

    [Fact]
    public void Fields_are_changed_added_and_gone_by_name()
    {
        var live = new TaskDefinition
        {
            Cpu = "512", NetworkMode = NetworkMode.Awsvpc,
            ContainerDefinitions =
            [
                new ContainerDefinition { Name = "web", Image = "web:1", PortMappings = [new PortMapping { ContainerPort = 80 }], Environment = [new KeyValuePair { Name = "OLD", Value = "x" }, new KeyValuePair { Name = "KEPT", Value = "1" }] },
                new ContainerDefinition { Name = "sidecar", Image = "otel:1" },
            ],
        };
        var desired = Desired();
        desired.ContainerDefinitions[0].Environment = [new KeyValuePair { Name = "KEPT", Value = "2" }, new KeyValuePair { Name = "NEW", Value = "y" }];
        desired.ContainerDefinitions[0].LogConfiguration = new LogConfiguration { LogDriver = LogDriver.Awslogs, Options = new() { ["awslogs-group"] = "/local" } };
        desired.RequiresCompatibilities = ["FARGATE"];

        Assert.Equal(
            [
                new FieldChange("containerDefinitions[sidecar].image", "otel:1", null),
                new FieldChange("containerDefinitions[sidecar].name", "sidecar", null),
                new FieldChange("containerDefinitions[web].environment[KEPT]", "1", "2"),
                new FieldChange("containerDefinitions[web].environment[NEW]", null, "y"),
                new FieldChange("containerDefinitions[web].environment[OLD]", "x", null),
                new FieldChange("containerDefinitions[web].logConfiguration.logDriver", null, "awslogs"),
                new FieldChange("containerDefinitions[web].logConfiguration.options[awslogs-group]", null, "/local"),
                new FieldChange("cpu", "512", "256"),
                new FieldChange("requiresCompatibilities", null, "FARGATE"),
            ],
            FieldDiff.Of(desired, live));
    }

    [Fact]
    public void Before_the_first_release_every_field_is_new() => Assert.All(FieldDiff.Of(Desired(), live: null), change => Assert.Null(change.Before));

    private static RegisterTaskDefinitionRequest Desired() => new()
    {
        Family = "local-web", Cpu = "256", NetworkMode = NetworkMode.Awsvpc, Tags = [new Tag { Key = "a", Value = "b" }],
        ContainerDefinitions = [new ContainerDefinition { Name = "web", Image = "web:1", PortMappings = [new PortMapping { ContainerPort = 80 }] }],
    };
}
