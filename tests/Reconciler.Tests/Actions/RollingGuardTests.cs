using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Publican.Actions;
using Publican.Aws;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

/// <summary>The choke point for the one service of strategy rolling: what the record says right now decides.</summary>
public sealed class RollingGuardTests
{
    private static readonly ReleaseRecord InProgress = RollingScene.Released with { Attempt = RollingScene.Moving };

    private readonly IAmazonECS _ecs = Substitute.For<IAmazonECS>();

    [Fact]
    public async Task What_the_record_allows_is_written()
    {
        Assert.Null((await RunAsync(Roll("h1:new", back: false), InProgress)).Error);
        Assert.Null((await RunAsync(Roll("h1:old", back: true), InProgress)).Error);
        Assert.Null((await RunAsync(new PlannedAction.ScaleRollingService(5, "test"), InProgress)).Error);
        Assert.Null((await RunAsync(new PlannedAction.ScaleRollingService(0, "test"), ReleaseRecord.Empty)).Error);
        await _ecs.Received(4).UpdateServiceAsync(Arg.Is<UpdateServiceRequest>(request => request.Service == "beer-api"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task One_call_has_task_definition_count_network_and_a_breaker_that_takes_back()
    {
        await RunAsync(Roll("h1:old", back: true) with { Network = new TaskNetwork(["subnet-9"], ["sg-9"]) }, InProgress);
        await _ecs.Received(1).UpdateServiceAsync(
            Arg.Is<UpdateServiceRequest>(request =>
                request.TaskDefinition == "arn:definition/h1:old"
                && request.DesiredCount == 2
                && request.NetworkConfiguration.AwsvpcConfiguration.Subnets.Single() == "subnet-9"
                && request.DeploymentConfiguration.MinimumHealthyPercent == 50
                && request.DeploymentConfiguration.MaximumPercent == 150
                && request.DeploymentConfiguration.DeploymentCircuitBreaker.Enable == true
                && request.DeploymentConfiguration.DeploymentCircuitBreaker.Rollback == true),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_first_service_is_created_with_its_record()
    {
        var create = new PlannedAction.CreateRollingService("arn:definition/h1:new", 2, ReleaseRecord.Empty with { Attempt = RollingScene.Moving });
        Assert.Null((await RunAsync(create, ReleaseRecord.Empty)).Error);
        await _ecs.Received(1).CreateServiceAsync(
            Arg.Is<CreateServiceRequest>(request =>
                request.ServiceName == "beer-api"
                && request.LoadBalancers == null
                && request.Tags.Any(tag => tag.Key == ReleaseRecord.AttemptKey && tag.Value == RollingScene.Moving.ToString())
                && request.Tags.Any(tag => tag.Key == OwnerTags.Service && tag.Value == "beer-api")),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public Task A_quarantined_revision_is_not_rolled_out() => RefusedAsync("I9", Roll("h1:new", back: false), InProgress.WithBad("h1:new", "crashed"));

    [Fact]
    public Task Without_an_attempt_nothing_is_rolled_out() => RefusedAsync("I10", Roll("h1:new", back: false), RollingScene.Released);

    [Fact]
    public Task Only_what_is_proven_is_gone_back_to() => RefusedAsync("I11", Roll("h1:between", back: true), InProgress);

    [Fact]
    public Task What_is_proven_is_not_scaled_to_zero() => RefusedAsync("I5", new PlannedAction.ScaleRollingService(0, "test"), InProgress);

    [Fact]
    public async Task A_strangers_service_is_not_written()
    {
        await RefusedAsync("I15", Roll("h1:new", back: false), InProgress, owner: "somebody");
        await RefusedAsync("I15", new PlannedAction.ScaleRollingService(3, "test"), InProgress, owner: "somebody");
    }

    private static readonly PlannedAction.AdoptDefinition AdoptDefinition = new("arn:definition/strange", "h1:new");

    private static readonly PlannedAction.AdoptService AdoptService = new("arn:service/beer-api", "arn:definition/strange", 2, RollingScene.Released);

    [Fact]
    public async Task What_is_adopted_gets_the_tags_that_say_what_it_is_and_no_other_call()
    {
        List<TagResourceRequest> tagged = [];
        await _ecs.TagResourceAsync(Arg.Do<TagResourceRequest>(tagged.Add), Arg.Any<CancellationToken>());
        Assert.Null((await AdoptAsync(AdoptDefinition)).Error);
        Assert.Null((await AdoptAsync(AdoptService)).Error);
        Assert.Null((await AdoptAsync(AdoptService, owner: "beer-api")).Error);

        Assert.Equal(["arn:definition/strange", "arn:service/beer-api", "arn:service/beer-api"], tagged.Select(request => request.ResourceArn));
        Assert.Equal("h1:new", tagged[0].Tags.Single(tag => tag.Key == OwnerTags.Revision).Value);
        Assert.Equal("subnet-1 subnet-2", tagged[0].Tags.Single(tag => tag.Key == OwnerTags.Subnets).Value);
        Assert.Equal("h1:old arn:definition/h1:old", tagged[1].Tags.Single(tag => tag.Key == ReleaseRecord.StableKey).Value);
        Assert.Equal("beer-api", tagged[1].Tags.Single(tag => tag.Key == OwnerTags.Service).Value);
    }

    [Fact]
    public async Task What_another_service_of_ours_has_is_not_adopted()
    {
        Assert.Equal("I15", (await AdoptAsync(AdoptDefinition, owner: "stout")).Invariant);
        Assert.Equal("I15", (await AdoptAsync(AdoptService, owner: "stout")).Invariant);
        await _ecs.DidNotReceive().TagResourceAsync(Arg.Any<TagResourceRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_changed_since_it_was_compared_is_not_adopted()
    {
        Assert.Equal("I17", (await AdoptAsync(AdoptDefinition with { TaskDefinitionArn = "arn:definition/other" })).Invariant);
        Assert.Equal("I17", (await AdoptAsync(AdoptService with { TaskDefinitionArn = "arn:definition/other" })).Invariant);
        Assert.Equal("I17", (await AdoptAsync(AdoptService with { Count = 3 })).Invariant);
        Assert.Equal("I17", (await AdoptAsync(AdoptService with { Arn = "arn:service/other" })).Invariant);
        Assert.Equal("I17", (await AdoptAsync(AdoptService, change: service => service.EnableExecuteCommand = true)).Invariant);
        await _ecs.DidNotReceive().TagResourceAsync(Arg.Any<TagResourceRequest>(), Arg.Any<CancellationToken>());
    }

    private Task<ActionResult> AdoptAsync(PlannedAction action, string? owner = null, Action<Service>? change = null)
    {
        List<Tag> tags = owner is null ? [] : [new Tag { Key = OwnerTags.Service, Value = owner }, new Tag { Key = OwnerTags.Environment, Value = "local" }];
        var service = new Service { ServiceArn = "arn:service/beer-api", ServiceName = "beer-api", TaskDefinition = "arn:definition/strange", DesiredCount = 2, RunningCount = 2, EnableExecuteCommand = false, Tags = tags };
        var network = new AwsVpcConfiguration { Subnets = [.. Sample.Outputs.Subnets], SecurityGroups = [.. Sample.Outputs.SecurityGroups] };
        (service.NetworkConfiguration, service.DeploymentConfiguration) = (new NetworkConfiguration { AwsvpcConfiguration = network }, new DeploymentConfiguration
        {
            MinimumHealthyPercent = 100, MaximumPercent = 200, DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = true },
        });
        change?.Invoke(service);
        _ecs.DescribeServicesAsync(Arg.Any<DescribeServicesRequest>(), Arg.Any<CancellationToken>()).Returns(new DescribeServicesResponse { Services = [service] });
        _ecs.DescribeTaskDefinitionAsync(Arg.Any<DescribeTaskDefinitionRequest>(), Arg.Any<CancellationToken>()).Returns(new DescribeTaskDefinitionResponse { Tags = tags });
        return new ActionRunner(new AwsClients(_ecs, null!, null!, null!, null!, null!), new FakeTimeProvider(Sample.Now)).RunAsync(action, Sample.Target("h1:new", RollingScene.Worker), CancellationToken.None);
    }

    private static PlannedAction.Roll Roll(string revision, bool back) => new($"arn:definition/{revision}", revision, 2, back, Network: null, "test");

    private async Task RefusedAsync(string invariant, PlannedAction action, ReleaseRecord record, string owner = "beer-api")
    {
        var result = await RunAsync(action, record, owner);
        Assert.Equal((ActionOutcome.Refused, invariant), (result.Outcome, result.Invariant));
        await _ecs.DidNotReceive().UpdateServiceAsync(Arg.Any<UpdateServiceRequest>(), Arg.Any<CancellationToken>());
    }

    private Task<ActionResult> RunAsync(PlannedAction action, ReleaseRecord record, string owner = "beer-api")
    {
        var tags = record.ChangesFrom(ReleaseRecord.Empty).SetItem(OwnerTags.Service, owner).SetItem(OwnerTags.Environment, "local");
        _ecs.DescribeServicesAsync(Arg.Any<DescribeServicesRequest>(), Arg.Any<CancellationToken>()).Returns(new DescribeServicesResponse
        {
            Services = [new Amazon.ECS.Model.Service { ServiceArn = "arn:service/beer-api", ServiceName = "beer-api", DesiredCount = 2, RunningCount = 2, Tags = [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })] }],
        });
        var spec = RollingScene.Worker with { Rollout = RollingScene.Worker.Rollout with { MinimumHealthyPercent = 50, MaximumPercent = 150 } };
        return new ActionRunner(new AwsClients(_ecs, null!, null!, null!, null!, null!), new FakeTimeProvider(Sample.Now)).RunAsync(action, Sample.Target("h1:new", spec), CancellationToken.None);
    }
}
