using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Actions;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Desired;
using Publican.Tests.Rollouts;
using Deployment = Amazon.ECS.Model.Deployment;
using KeyValuePair = Amazon.ECS.Model.KeyValuePair;
using TaskDefinition = Amazon.ECS.Model.TaskDefinition;

namespace Publican.Tests.Actions;

/// <summary>A zero diff is proven field by field, both ways; what ECS fills in is no difference. The corpus has the shapes that people publish.</summary>
public sealed class AdoptionDiffTests
{
    private static readonly DesiredState Corpus =
        DesiredReader.Read(Revisions.OfFolder(RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Desired", "Cases", "native")), null).State!;

    public static TheoryData<string> Shapes => [.. Corpus.Services.Select(service => service.Name), "worker"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_was_made_from_the_same_fields_has_no_difference_whatever_ecs_fills_in(string shape)
    {
        var target = Of(shape);
        Assert.Empty(AdoptionDiff.Of(target, Live(target), Echo(TaskDefinitionDocument.For(target))));
    }

    [Fact]
    public void What_differs_is_named_both_ways_and_no_variable_is_shown()
    {
        var target = Of("worker") with { Spec = RollingScene.Worker with { Env = RollingScene.Worker.Env.Add("LEVEL", "info").Add("NEW", "1") } };
        var definition = Echo(TaskDefinitionDocument.For(target));
        definition.Cpu = "512";
        definition.TaskRoleArn = null;
        definition.ContainerDefinitions[0].Environment = [new KeyValuePair { Name = "LEVEL", Value = "s3cret" }, new KeyValuePair { Name = "OLD", Value = "s3cret" }];
        definition.ContainerDefinitions[0].Ulimits = [new Ulimit { Name = UlimitName.Nofile, SoftLimit = 1, HardLimit = 2 }];
        definition.ContainerDefinitions.Add(new ContainerDefinition { Name = "beside", Image = "otel:1" });
        var live = Live(target);
        (live.DesiredCount, live.EnableExecuteCommand, live.LaunchType) = (5, true, LaunchType.EC2);
        live.DeploymentConfiguration.DeploymentCircuitBreaker.Enable = false;

        var differences = AdoptionDiff.Of(target, live, definition);

        Assert.Equal(
            [
                "launchType", "desiredCount", "deploymentConfiguration", "enableExecuteCommand", "containerDefinitions[beer-api].environment[LEVEL]", "containerDefinitions[beer-api].environment[NEW]",
                "containerDefinitions[beer-api].environment[OLD]", "containerDefinitions[beer-api].ulimits[0].hardLimit", "containerDefinitions[beer-api].ulimits[0].name", "containerDefinitions[beer-api].ulimits[0].softLimit",
                "containerDefinitions[beside].image", "containerDefinitions[beside].name", "cpu", "taskRoleArn",
            ],
            differences.Select(one => one.Field));
        Assert.Equal(new AdoptionDifference("cpu", "256", "512"), differences.Single(one => one.Field == "cpu"));
        Assert.Equal("none", differences.Single(one => one.Field == "taskRoleArn").Found);
        Assert.DoesNotContain(differences, one => one.Message.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_spellings_of_one_thing_are_no_difference()
    {
        var secret = new SecretReference("/local/url", 1);
        var target = Of("worker") with { Secrets = System.Collections.Immutable.ImmutableSortedDictionary<string, SecretReference>.Empty.Add("URL", secret) };
        var definition = Echo(TaskDefinitionDocument.For(target));
        (definition.Cpu, definition.Memory) = (".25 vCPU", "0.5 GB");
        definition.ContainerDefinitions[0].Secrets[0].ValueFrom = "arn:aws:ssm:eu-west-1:123456789012:parameter/local/url";
        Assert.Empty(AdoptionDiff.Of(target, Live(target), definition));
        definition.ContainerDefinitions[0].Secrets[0].ValueFrom = "arn:aws:ssm:eu-west-1:123456789012:parameter/local/other";
        Assert.Equal("containerDefinitions[beer-api].secrets[URL]", Assert.Single(AdoptionDiff.Of(target, Live(target), definition)).Field);
    }

    [Fact]
    public void A_service_of_another_kind_is_named_as_such()
    {
        var (target, live) = (Of("worker"), Live(Of("worker")));
        (live.Status, live.SchedulingStrategy, live.DeploymentController) = ("DRAINING", SchedulingStrategy.DAEMON, new DeploymentController { Type = DeploymentControllerType.EXTERNAL });
        live.LoadBalancers = [new LoadBalancer { TargetGroupArn = "arn:tg" }];
        live.ServiceRegistries = [new ServiceRegistry { RegistryArn = "arn:registry" }];
        live.Deployments = [new Deployment { Status = "PRIMARY", RolloutState = DeploymentRolloutState.IN_PROGRESS, ServiceConnectConfiguration = new ServiceConnectConfiguration { Enabled = true } }];
        live.Tags = [new Tag { Key = OwnerTags.Service, Value = "stout" }, new Tag { Key = OwnerTags.Environment, Value = "production" }];
        Assert.Equal(
            ["status", "deployments", "tags", "deploymentController", "schedulingStrategy", "loadBalancers", "serviceRegistries", "serviceConnectConfiguration"],
            AdoptionDiff.Of(target, live, Echo(TaskDefinitionDocument.For(target))).Select(one => one.Field));
    }

    [Fact]
    public void The_count_is_compared_unless_it_is_others()
    {
        var target = Of("worker");
        var live = Live(target);
        live.DesiredCount = 9;
        Assert.Equal("desiredCount", Assert.Single(AdoptionDiff.Of(target, live, Echo(TaskDefinitionDocument.For(target)))).Field);
        Assert.Empty(AdoptionDiff.Of(target with { Spec = target.Spec with { Ignore = ["count"] } }, live, Echo(TaskDefinitionDocument.For(target))));
    }

    /// <summary>As ECS shows what was registered, with what it fills in.</summary>
    private static TaskDefinition Echo(RegisterTaskDefinitionRequest sent)
    {
        foreach (var container in sent.ContainerDefinitions)
        {
            container.Essential ??= true;
            container.Cpu ??= 0;
            container.VersionConsistency ??= VersionConsistency.Enabled;
            (container.Environment, container.MountPoints, container.VolumesFrom, container.SystemControls) = (container.Environment ?? [], container.MountPoints ?? [], container.VolumesFrom ?? [], container.SystemControls ?? []);
            container.PortMappings = [.. (container.PortMappings ?? []).Reverse<PortMapping>()];
            foreach (var port in container.PortMappings)
                (port.Protocol, port.HostPort) = (port.Protocol ?? TransportProtocol.Tcp, port.HostPort ?? (sent.NetworkMode == NetworkMode.Awsvpc ? port.ContainerPort : 0));
            foreach (var mount in container.MountPoints)
                mount.ReadOnly ??= false;
            if (container.HealthCheck is { } check)
                (check.Interval, check.Timeout, check.Retries) = (check.Interval ?? 30, check.Timeout ?? 5, check.Retries ?? 3);
        }

        foreach (var efs in (sent.Volumes ?? []).Select(volume => volume.EfsVolumeConfiguration).OfType<EFSVolumeConfiguration>())
            (efs.RootDirectory, efs.TransitEncryption) = (efs.RootDirectory ?? "/", efs.TransitEncryption ?? EFSTransitEncryption.DISABLED);
        return new TaskDefinition
        {
            TaskDefinitionArn = "arn:definition/legacy:7", Family = "legacy", Revision = 7, Status = TaskDefinitionStatus.ACTIVE, Compatibilities = ["EC2", "FARGATE"], RegisteredBy = "somebody",
            RegisteredAt = DateTime.UnixEpoch, RequiresAttributes = [new Amazon.ECS.Model.Attribute { Name = "com.amazonaws.ecs.capability.task-iam-role" }],
            ContainerDefinitions = sent.ContainerDefinitions, Cpu = sent.Cpu, Memory = sent.Memory, NetworkMode = sent.NetworkMode, RequiresCompatibilities = sent.RequiresCompatibilities, ExecutionRoleArn = sent.ExecutionRoleArn,
            TaskRoleArn = sent.TaskRoleArn, RuntimePlatform = sent.RuntimePlatform, Volumes = sent.Volumes ?? [], PlacementConstraints = sent.PlacementConstraints ?? [], EphemeralStorage = sent.EphemeralStorage,
            ProxyConfiguration = sent.ProxyConfiguration, PidMode = sent.PidMode, IpcMode = sent.IpcMode, EnableFaultInjection = sent.EnableFaultInjection ?? false,
        };
    }

    private static Service Live(Target target)
    {
        var wanted = NativeOverlay.Apply(new CreateServiceRequest(), new System.Text.Json.Nodes.JsonObject(WantedSettings.Of(target)
            .Select(member => System.Collections.Generic.KeyValuePair.Create(member.Key, System.Text.Json.Nodes.JsonNode.Parse(member.Value)))));
        var spec = target.Spec.EcsService;
        return new Service
        {
            Status = "ACTIVE", DesiredCount = target.Spec.Replicas, SchedulingStrategy = SchedulingStrategy.REPLICA, Deployments = [new Deployment { Status = "PRIMARY", RolloutState = DeploymentRolloutState.COMPLETED }],
            LaunchType = spec?.Has("capacityProviderStrategy") == true ? null : LaunchType.FindValue(spec?.Text("launchType") ?? "FARGATE"), PlatformVersion = wanted.PlatformVersion ?? "LATEST",
            NetworkConfiguration = wanted.NetworkConfiguration, DeploymentConfiguration = wanted.DeploymentConfiguration, EnableExecuteCommand = wanted.EnableExecuteCommand, EnableECSManagedTags = wanted.EnableECSManagedTags,
            PropagateTags = wanted.PropagateTags, PlacementConstraints = wanted.PlacementConstraints, PlacementStrategy = wanted.PlacementStrategy, CapacityProviderStrategy = wanted.CapacityProviderStrategy,
            AvailabilityZoneRebalancing = wanted.AvailabilityZoneRebalancing, HealthCheckGracePeriodSeconds = wanted.HealthCheckGracePeriodSeconds,
        };
    }

    /// <summary>Each shape as a worker: one with a route is not adopted.</summary>
    private static Target Of(string shape)
    {
        var spec = shape == "worker" ? RollingScene.Worker : Corpus.Services.Single(service => service.Name == shape) with { Rollout = RollingScene.Worker.Rollout, Routes = [], Health = null };
        var target = Sample.Target("h1:new", spec);
        return target with { Names = target.Names with { Single = true } };
    }
}
