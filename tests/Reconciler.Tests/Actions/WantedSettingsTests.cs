using Amazon.ECS;
using Amazon.ECS.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Aws;
using Publican.Desired;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Desired;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

/// <summary>What drift is judged by is what was sent, for services in the shapes that people publish: else a service would drift from its first moment on.</summary>
public sealed class WantedSettingsTests
{
    private static readonly DesiredState Corpus =
        DesiredReader.Read(Revisions.OfFolder(RepositoryFiles.PathOf("tests", "Reconciler.Tests", "Desired", "Cases", "native")), null).State!;

    public static TheoryData<string> Services => [.. Corpus.Services.Select(service => service.Name), "plain", "worker"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_is_wanted_is_what_the_create_call_sends(string name)
    {
        var target = Of(name);
        var action = target.Names.Single ? (PlannedAction)new PlannedAction.CreateRollingService("arn:definition", 1, ReleaseRecord.Empty) : new PlannedAction.CreateService(Colour.Green, "arn:definition", Sample.Green, 2);
        CreateServiceRequest? sent = null;
        var ports = new Ports();
        await ports.Ecs.CreateServiceAsync(Arg.Do<CreateServiceRequest>(request => sent = request), Arg.Any<CancellationToken>());
        Assert.Null((await ports.RunAsync(action, target)).Error);

        Assert.Empty(SettingsDiff.Of(WantedSettings.Of(target), LiveSettings.Of(Shown(sent!))));
    }

    [Fact]
    public async Task What_is_put_back_is_one_update_of_what_differs_and_nothing_else()
    {
        var target = Of("proxied");
        UpdateServiceRequest? sent = null;
        var ports = new Ports { Record = Scene.Released with { StableRevision = target.Revision } };
        await ports.Ecs.UpdateServiceAsync(Arg.Do<UpdateServiceRequest>(request => sent = request), Arg.Any<CancellationToken>());
        var wanted = WantedSettings.Of(target).RemoveRange(DriftFields.OfDeployment);

        Assert.Null((await ports.RunAsync(new PlannedAction.RestoreSettings(Colour.Blue, Ports.Anchor, wanted), target)).Error);

        Assert.Equal((null, null, null, null, null, null), (sent!.TaskDefinition, sent.DesiredCount, sent.ForceNewDeployment, sent.NetworkConfiguration, sent.PlatformVersion, sent.LoadBalancers));
        Assert.Equal((true, PropagateTags.TASK_DEFINITION, 0, 0), (sent.EnableExecuteCommand, sent.PropagateTags, sent.PlacementConstraints.Count, sent.PlacementStrategy.Count));
        Assert.Equal((true, false, 100, 200), (sent.DeploymentConfiguration.DeploymentCircuitBreaker.Enable, sent.DeploymentConfiguration.DeploymentCircuitBreaker.Rollback, sent.DeploymentConfiguration.MinimumHealthyPercent, sent.DeploymentConfiguration.MaximumPercent));
    }

    /// <summary>As ECS shows it, defaults filled in.</summary>
    private static Service Shown(CreateServiceRequest sent) => new()
    {
        CapacityProviderStrategy = sent.CapacityProviderStrategy is [_, ..] strategy ? [.. strategy.Select(item => new CapacityProviderStrategyItem { CapacityProvider = item.CapacityProvider, Base = item.Base ?? 0, Weight = item.Weight ?? 0 })] : null,
        DeploymentConfiguration = new DeploymentConfiguration
        {
            DeploymentCircuitBreaker = sent.DeploymentConfiguration.DeploymentCircuitBreaker,
            MaximumPercent = sent.DeploymentConfiguration.MaximumPercent,
            MinimumHealthyPercent = sent.DeploymentConfiguration.MinimumHealthyPercent,
        },
        EnableECSManagedTags = sent.EnableECSManagedTags ?? false,
        EnableExecuteCommand = sent.EnableExecuteCommand ?? false,
        HealthCheckGracePeriodSeconds = sent.HealthCheckGracePeriodSeconds,
        LoadBalancers = sent.LoadBalancers ?? [],
        NetworkConfiguration = sent.NetworkConfiguration,
        PlacementConstraints = sent.PlacementConstraints ?? [],
        PlacementStrategy = sent.PlacementStrategy ?? [],
        PlatformVersion = sent.PlatformVersion ?? "LATEST",
        PropagateTags = sent.PropagateTags ?? PropagateTags.NONE,
        AvailabilityZoneRebalancing = sent.AvailabilityZoneRebalancing ?? AvailabilityZoneRebalancing.ENABLED,
    };

    private static Target Of(string name)
    {
        var spec = name switch { "plain" => Sample.Spec(), "worker" => RollingScene.Worker, _ => Corpus.Services.Single(service => service.Name == name) };
        var target = Sample.Target("h1:new", spec);
        return target with { Names = target.Names with { Single = spec.Rollout.Strategy == Strategy.Rolling } };
    }
}
