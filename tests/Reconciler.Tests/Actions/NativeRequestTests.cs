using Amazon.ECS;
using Amazon.ECS.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Desired;
using Publican.Tests.Rollouts;
using Deployment = Amazon.ECS.Model.Deployment;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

/// <summary>Task definitions in the shapes that people publish, from the case folder <c>native</c>, as requests to ECS.</summary>
public sealed class NativeRequestTests
{
    private static readonly DesiredState Corpus =
        DesiredReader.Read(Revisions.OfFolder(RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Desired", "Cases", "native")), null).State!;

    [Fact]
    public void Sidecars_stand_after_the_services_own_container_and_the_port_goes_to_the_one_that_takes_the_traffic()
    {
        var request = TaskDefinitionDocument.For(Of("proxied"));

        Assert.Equal(["proxied", "envoy", "otel", "prepare"], request.ContainerDefinitions.Select(container => container.Name));
        var (own, envoy) = (request.ContainerDefinitions[0], request.ContainerDefinitions[1]);
        Assert.Equal(("beer-api:1.4.0", true, 8080, 60), (own.Image, own.Essential, Assert.Single(own.PortMappings).ContainerPort, own.StopTimeout));
        Assert.Equal(["serve", "--port", "8080"], own.Command);
        Assert.Equal([("prepare", "SUCCESS"), ("otel", "START")], own.DependsOn.Select(dependency => (dependency.ContainerName, dependency.Condition.Value)));
        Assert.Equal(65536, Assert.Single(own.Ulimits).SoftLimit);
        Assert.Equal("awslogs-group", own.LogConfiguration.Options.Keys.First());
        Assert.Equal(("envoyproxy/envoy:v1.31.0", 8443), (envoy.Image, Assert.Single(envoy.PortMappings).ContainerPort));
        Assert.Equal((30, PidMode.Task, "arn:aws:iam::123456789012:role/proxied"), (request.EphemeralStorage.SizeInGiB, request.PidMode, request.TaskRoleArn));
        Assert.Contains(request.Tags, tag => tag is { Key: "team", Value: "pub" });
        Assert.Contains(request.Tags, tag => tag.Key == OwnerTags.Revision);
    }

    [Fact]
    public async Task The_load_balancer_sends_to_the_container_that_takes_the_traffic()
    {
        var request = await CreateAsync("proxied");

        Assert.Equal(("envoy", 8443), (request.LoadBalancers.Single().ContainerName, request.LoadBalancers.Single().ContainerPort));
        Assert.Equal((true, PropagateTags.TASK_DEFINITION, LaunchType.FARGATE), (request.EnableExecuteCommand, request.PropagateTags, request.LaunchType));
    }

    [Fact]
    public async Task A_public_address_stands_beside_the_subnets_of_the_environment()
    {
        var (definition, service) = (TaskDefinitionDocument.For(Of("efs")), await CreateAsync("efs"));

        Assert.Equal("fsap-0123456789abcdef0", definition.Volumes[0].EfsVolumeConfiguration.AuthorizationConfig.AccessPointId);
        Assert.Equal(["pictures", "scratch"], definition.ContainerDefinitions.Single().MountPoints.Select(mount => mount.SourceVolume));
        var network = service.NetworkConfiguration.AwsvpcConfiguration;
        Assert.Equal((AssignPublicIp.ENABLED, "1.4.0"), (network.AssignPublicIp, service.PlatformVersion));
        Assert.Equal(Sample.Outputs.Subnets, network.Subnets);
    }

    [Fact]
    public void Another_log_driver_brings_its_own_options_and_none_of_the_usual_ones()
    {
        var containers = TaskDefinitionDocument.For(Of("firelens")).ContainerDefinitions;

        Assert.Equal(LogDriver.Awsfirelens, containers[0].LogConfiguration.LogDriver);
        Assert.Equal(["Name", "log_group_name", "region"], containers[0].LogConfiguration.Options.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("DATABASE_URL", Assert.Single(containers[0].Secrets).Name);
        Assert.Equal(FirelensConfigurationType.Fluentbit, containers[1].FirelensConfiguration.Type);
    }

    [Fact]
    public async Task Spot_capacity_takes_the_place_of_the_launch_type_also_for_one_off_tasks()
    {
        var target = Of("arm-spot");
        var service = await CreateAsync("arm-spot");
        var task = await CalledAsync<RunTaskRequest>(target with { Spec = target.Spec with { Before = new BeforeSpec(["migrate"], TimeSpan.FromMinutes(1)) } }, new PlannedAction.RunBeforeJob("arn:definition", "h1:new", "before"));

        Assert.Equal([("FARGATE", 1, 1), ("FARGATE_SPOT", null, 3)], service.CapacityProviderStrategy.Select(item => (item.CapacityProvider, item.Base, item.Weight)));
        Assert.Null(service.LaunchType);
        Assert.Equal((2, null), (task.CapacityProviderStrategy.Count, task.LaunchType));
        Assert.Equal((CPUArchitecture.ARM64, OSFamily.LINUX), (TaskDefinitionDocument.For(target).RuntimePlatform.CpuArchitecture, TaskDefinitionDocument.For(target).RuntimePlatform.OperatingSystemFamily));
    }

    [Fact]
    public async Task A_worker_on_machines_of_ones_own_has_no_network_configuration()
    {
        var target = Of("bridge");
        var (definition, service) = (TaskDefinitionDocument.For(target), await CalledAsync<CreateServiceRequest>(target, new PlannedAction.CreateRollingService("arn:definition", 1, ReleaseRecord.Empty)));

        Assert.Equal((NetworkMode.Bridge, "EC2"), (definition.NetworkMode, Assert.Single(definition.RequiresCompatibilities)));
        Assert.Equal((9090, 0), (Assert.Single(definition.ContainerDefinitions[0].PortMappings).ContainerPort, definition.ContainerDefinitions[0].PortMappings[0].HostPort));
        Assert.Equal(["redis"], definition.ContainerDefinitions[0].Links);
        Assert.Equal((LaunchType.EC2, null, 2), (service.LaunchType, service.NetworkConfiguration, service.PlacementStrategy.Count));
        Assert.Equal("bridge", service.ServiceRegistries.Single().ContainerName);
    }

    [Fact]
    public async Task What_an_earlier_revision_left_on_the_service_is_taken_away_by_name()
    {
        var request = await StartAsync(Sample.Spec(), service =>
        {
            service.CapacityProviderStrategy = [new CapacityProviderStrategyItem { CapacityProvider = "FARGATE_SPOT" }];
            service.EnableExecuteCommand = true;
            service.PropagateTags = PropagateTags.SERVICE;
            service.PlacementStrategy = [new PlacementStrategy { Type = PlacementStrategyType.Random }];
            service.Deployments = [new Deployment { Status = "PRIMARY", VolumeConfigurations = [new ServiceVolumeConfiguration { Name = "data" }] }];
        });

        Assert.Equal((0, false, PropagateTags.NONE, 0, 0), (request.CapacityProviderStrategy.Count, request.EnableExecuteCommand, request.PropagateTags, request.PlacementStrategy.Count, request.VolumeConfigurations.Count));
        Assert.Null(request.PlacementConstraints);
    }

    [Fact]
    public async Task Nothing_is_said_that_neither_the_files_nor_the_service_say()
    {
        var request = await StartAsync(Sample.Spec(), _ => { });

        Assert.Equal(
            (null, null, null, null, null, null, null),
            (request.CapacityProviderStrategy, request.EnableExecuteCommand, request.PropagateTags, request.PlatformVersion, request.ServiceConnectConfiguration, request.VolumeConfigurations, request.EnableECSManagedTags));
    }

    [Fact]
    public async Task What_the_files_say_stays_on_the_service()
    {
        var spec = Sample.Spec() with { EcsService = Corpus.Services.Single(service => service.Name == "arm-spot").EcsService };

        var request = await StartAsync(spec, service => service.CapacityProviderStrategy = [new CapacityProviderStrategyItem { CapacityProvider = "FARGATE" }]);

        Assert.Equal((2, AvailabilityZoneRebalancing.ENABLED), (request.CapacityProviderStrategy.Count, request.AvailabilityZoneRebalancing));
    }

    [Fact]
    public async Task A_launch_type_that_ECS_cannot_change_to_is_refused_before_the_call()
    {
        var ports = Live(service => service.LaunchType = LaunchType.FARGATE);

        var result = await ports.RunAsync(Start, Sample.Target("h1:new", Sample.Spec() with { EcsService = new NativeFields("""{"launchType":"EC2"}""") }));

        Assert.Equal(ActionOutcome.Refused, result.Outcome);
        Assert.StartsWith("beer-api-green was created with the launch type FARGATE, and ECS cannot change it to EC2", result.Error, StringComparison.Ordinal);
        await ports.Ecs.DidNotReceiveWithAnyArgs().UpdateServiceAsync(default!, default);
    }

    [Fact]
    public void Native_fields_make_a_revision_and_their_layout_does_not()
    {
        var text = File.ReadAllText(RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Desired", "Cases", "native", "efs.yaml"));
        var (read, other) = (Spec(text), Spec(text.Replace("- {name: scratch}", "- name: \"scratch\"", StringComparison.Ordinal).Replace("{accessPointId: fsap-0123456789abcdef0, iam: ENABLED}", "{iam: ENABLED, accessPointId: fsap-0123456789abcdef0}", StringComparison.Ordinal)));
        ServiceSpec[] changed = [read, read with { TaskDefinition = null }, read with { EcsService = null }, read with { Container = "other" }, Spec(text.Replace("1.4.0\n    network", "LATEST\n    network", StringComparison.Ordinal))];

        Assert.Equal(Hash(read), Hash(other));
        Assert.Equal(changed.Length, changed.Select(Hash).Distinct().Count());
    }

    [Fact]
    public void A_role_of_the_services_own_is_the_one_that_is_looked_at_before_the_rollout() => Assert.Equal("arn:aws:iam::123456789012:role/proxied", Of("proxied").Outputs.TaskRole);

    private static readonly PlannedAction.StartCandidate Start = new(Colour.Green, "arn:definition/h1:new", 2, RuleArns: [], Sample.Green);

    private static ServiceSpec Spec(string service) => Revisions.Read(Revisions.Environment + "\n---\n" + service).State!.Services.Single();

    private static string Hash(ServiceSpec spec) => Revision.Of(spec, Sample.Outputs, Sample.Target("h1:x").Secrets);

    private static Target Of(string name) => TargetResolver.Resolve(
        Corpus.Services.Single(service => service.Name == name), Corpus.Environment, Sample.Outputs, new Dictionary<string, long> { ["/publican/local/firelens/database-url"] = 1 }, "abc").Target!;

    private static Task<CreateServiceRequest> CreateAsync(string name) => CalledAsync<CreateServiceRequest>(Of(name), new PlannedAction.CreateService(Colour.Green, "arn:definition", Sample.Green, 1));

    private static async Task<T> CalledAsync<T>(Target target, PlannedAction action)
        where T : AmazonECSRequest
    {
        var ecs = Substitute.For<IAmazonECS>();
        ecs.RunTaskAsync(Arg.Any<RunTaskRequest>(), Arg.Any<CancellationToken>()).Returns(new RunTaskResponse { Failures = [] });
        var actions = new EcsActions(ecs);
        await (action switch
        {
            PlannedAction.CreateService create => actions.CreateServiceAsync(create, target, default),
            PlannedAction.CreateRollingService create => actions.CreateRollingServiceAsync(create, target, default),
            PlannedAction.RunBeforeJob job => actions.RunBeforeJobAsync(job, target, default),
            _ => throw new InvalidOperationException($"{action} is not asked for here"),
        });
        return ecs.ReceivedCalls().SelectMany(call => call.GetArguments()).OfType<T>().Single();
    }

    private static async Task<UpdateServiceRequest> StartAsync(ServiceSpec spec, Action<Service> live)
    {
        var ports = Live(live);
        Assert.Equal(ActionOutcome.Done, (await ports.RunAsync(Start, Sample.Target("h1:new", spec))).Outcome);
        return ports.Ecs.ReceivedCalls().SelectMany(call => call.GetArguments()).OfType<UpdateServiceRequest>().Single();
    }

    private static Ports Live(Action<Service> change)
    {
        var ports = new Ports { Record = Scene.Released };
        ports.ChangeServices = service =>
        {
            if (service.ServiceName == "beer-api-green") change(service);
        };
        return ports;
    }
}
