using Amazon.ECS.Model;
using Publican.Faults.Region;
using Publican.Faults.Rolling;
using Publican.Faults.Runs;
using Publican.Plans;

namespace Publican.Faults.Estate;

/// <summary>
/// Services in the shapes that people publish, as far as this region can run them, applied twice: what ECS fills in is no drift, so the second process writes nothing
/// and a plan has no changes. This region keeps and shows what its tasks in memory do not heed.
/// </summary>
public sealed class CorpusTests
{
    private static readonly TimeSpan LooksAtTargetGroups = TimeSpan.FromSeconds(210);

    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["plain"] = Web(""),
        ["sidecars in an order, with health checks"] = Web("""
            taskDefinition:
                containerDefinitions:
                  - {name: web, dependsOn: [{containerName: otel, condition: START}], stopTimeout: 60, ulimits: [{name: nofile, softLimit: 1024, hardLimit: 2048}]}
                  - {name: envoy, image: "web:good.1", healthCheck: {command: [CMD-SHELL, "true"], startPeriod: 1}, essential: false}
                  - {name: otel, image: "web:good.1", essential: false, environment: [{name: PORT, value: "9901"}]}
            """),
        ["an architecture, with room on disk"] = Web("""
            architecture: x86_64
              taskDefinition: {ephemeralStorage: {sizeInGiB: 30}, containerDefinitions: [{name: web, readonlyRootFilesystem: true, user: "1000", linuxParameters: {initProcessEnabled: true}, dockerLabels: {team: pub}}]}
            """),
        ["tags on tasks"] = Web("""
            ecsService: {enableECSManagedTags: true, propagateTags: TASK_DEFINITION, availabilityZoneRebalancing: DISABLED, platformVersion: "1.4.0"}
              taskDefinition: {tags: [{key: team, value: pub}]}
            """),
        ["a public address"] = Web("""
            ecsService: {networkConfiguration: {awsvpcConfiguration: {assignPublicIp: ENABLED}}}
              env: {LOG_LEVEL: info, EMPTY: "", NUMBER: "010"}
              secrets: {TOKEN: "ssm:/publican/local/beer-api/database-url"}
            """),
        ["a file system of EFS, and a volume of the task's own"] = Web("""
            taskDefinition:
                volumes:
                  - {name: pictures, efsVolumeConfiguration: {fileSystemId: fs-0123456789abcdef0, transitEncryption: ENABLED, authorizationConfig: {accessPointId: fsap-0123456789abcdef0, iam: ENABLED}}}
                  - {name: scratch}
                containerDefinitions:
                  - {name: web, mountPoints: [{sourceVolume: pictures, containerPath: /pictures, readOnly: true}, {sourceVolume: scratch, containerPath: /tmp}]}
            """),
        ["logs by way of FireLens"] = Web("""
            taskDefinition:
                containerDefinitions:
                  - name: web
                    logConfiguration: {logDriver: awsfirelens, options: {Name: cloudwatch_logs, region: eu-west-1, log_group_name: /pub/beer}}
                  - {name: log_router, image: "web:good.1", essential: true, firelensConfiguration: {type: fluentbit, options: {enable-ecs-log-metadata: "true"}}}
            """),
        ["Fargate on ARM"] = Rehearsal.Web("web:arm64.1").Replace("  replicas: 2", "  replicas: 2\n  architecture: arm64", StringComparison.Ordinal),
        ["Spot beside Fargate"] = Web("""
            ecsService: {capacityProviderStrategy: [{capacityProvider: FARGATE, base: 1, weight: 1}, {capacityProvider: FARGATE_SPOT, weight: 3}], availabilityZoneRebalancing: ENABLED, enableExecuteCommand: true}
            """),
        ["machines of one's own, in bridge mode"] = Rehearsal.Worker("web:good.1").Replace("  replicas: 2", """
              replicas: 2
              port: 9090
              taskDefinition:
                networkMode: bridge
                requiresCompatibilities: [EC2]
                placementConstraints: [{type: memberOf, expression: "attribute:ecs.instance-type =~ t3.*"}]
                volumes: [{name: docker, host: {sourcePath: /var/run/docker.sock}}]
                containerDefinitions:
                  - {name: web, memoryReservation: 256, links: [redis], portMappings: [{containerPort: 9090, hostPort: 0}], mountPoints: [{sourceVolume: docker, containerPath: /var/run/docker.sock}]}
                  - {name: redis, image: "web:good.1", memory: 64}
              ecsService:
                launchType: EC2
                placementStrategy: [{type: spread, field: attribute:ecs.availability-zone}, {type: binpack, field: memory}]
                serviceRegistries: [{registryArn: "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1", containerName: web, containerPort: 9090}]
            """.TrimEnd(), StringComparison.Ordinal),
        ["worker"] = Rehearsal.Worker("web:good.1"),
        ["worker that replaces half of its tasks"] = Rehearsal.Worker("web:good.1", "bake: 3s, timeout: 20s, minimumHealthyPercent: 50, maximumPercent: 150"),
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Applied_twice_nothing_is_written_the_second_time_and_a_plan_has_no_changes(string shape) => Rehearsal.Play(async stage =>
    {
        var document = Shapes[shape];
        using (var first = new Rehearsal(stage, Fault.None, document))
        {
            await first.UntilAsync("Steady", "Released");
            await first.UntilAsync("nothing is left to do", () => first.Status!.Conditions.Any(condition => condition.Message == "all as desired"));
        }

        using var second = new Rehearsal(stage, Fault.None, document);
        var until = stage.Now + LooksAtTargetGroups;
        await second.UntilAsync("it was looked at for a while", () => stage.Now >= until);

        Assert.Empty(second.Calls.Where(call => call.Mutating).Select(call => call.Title));
        Assert.Empty(second.Status!.Drift);
        Assert.Equal("True", second.Status.Conditions.Single(condition => condition.Type == "InSync").Status);
        var plan = await second.PlanAsync(document);
        Assert.False(plan.HasChanges);
        Assert.Empty(plan.Services.Single().Drift);
        Assert.EndsWith("no changes.", new PlanText(coloured: false).Of(plan), StringComparison.Ordinal);
    });

    /// <summary>Otherwise the shapes above would prove nothing.</summary>
    [Fact]
    public void The_region_shows_what_was_written_in_the_shape_that_it_heeds_least() => Rehearsal.Play(async stage =>
    {
        using var run = new Rehearsal(stage, Fault.None, Shapes["machines of one's own, in bridge mode"]);
        await run.UntilAsync("Steady", "Released");
        var ecs = stage.Hands.Ecs;
        var service = (await ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = Publican.Stack.Hands.Cluster, Services = ["web"] })).Services[0];
        var definition = (await ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = service.TaskDefinition })).TaskDefinition;

        Assert.Equal(("EC2", "spread binpack", "srv-1"), (service.LaunchType.Value, string.Join(' ', service.PlacementStrategy.Select(one => one.Type.Value)), service.ServiceRegistries[0].RegistryArn.Split('/')[^1]));
        Assert.Null(service.NetworkConfiguration?.AwsvpcConfiguration);
        Assert.Equal(("bridge", "/var/run/docker.sock", "memberOf"), (definition.NetworkMode.Value, definition.Volumes[0].Host.SourcePath, definition.PlacementConstraints[0].Type.Value));
        Assert.Equal(("redis", 0, "docker"), (definition.ContainerDefinitions[0].Links[0], definition.ContainerDefinitions[0].PortMappings[0].HostPort, definition.ContainerDefinitions[0].MountPoints[0].SourceVolume));
    });

    private static string Web(string more) => Rehearsal.Web("web:good.1").Replace("  replicas: 2", $"  replicas: 2{(more == "" ? "" : $"\n  {more}")}", StringComparison.Ordinal);
}
