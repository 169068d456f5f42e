using Amazon.ApplicationAutoScaling;
using Amazon.ApplicationAutoScaling.Model;
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

/// <summary>The last look before Application Auto Scaling is told something: AWS lowers a count above a new maximum at once.</summary>
public sealed class ScalingGuardTests
{
    /// <summary>What has its guard tested here.</summary>
    public static readonly string[] Actions = [nameof(PlannedAction.RegisterScaling), nameof(PlannedAction.PutScalingPolicy), nameof(PlannedAction.RemoveScaling)];

    private static readonly ReleaseRecord Open = Scene.Released with { Attempt = Scene.Moving with { Capacity = 4 } };

    private readonly IAmazonECS _ecs = Substitute.For<IAmazonECS>();
    private readonly IAmazonApplicationAutoScaling _scaling = Substitute.For<IAmazonApplicationAutoScaling>();

    [Fact]
    public async Task A_side_is_registered_with_all_there_is_to_say_and_owner_tags_in_the_first_call()
    {
        Assert.Null((await RunAsync(Register(Colour.Green, 2, 6, frozen: true) with { IsNew = true }, Open)).Error);
        Assert.Null((await RunAsync(Register(Colour.Green, 2, 6, frozen: true), Open)).Error);
        await _scaling.Received(2).RegisterScalableTargetAsync(
            Arg.Is<RegisterScalableTargetRequest>(request =>
                request.ResourceId == "service/publican-local/beer-api-green" && request.MinCapacity == 2 && request.MaxCapacity == 6
                && request.SuspendedState.DynamicScalingInSuspended == true && request.SuspendedState.DynamicScalingOutSuspended == false),
            Arg.Any<CancellationToken>());
        await _scaling.Received(1).RegisterScalableTargetAsync(
            Arg.Is<RegisterScalableTargetRequest>(request => request.Tags != null && request.Tags[OwnerTags.Service] == "beer-api" && request.Tags[OwnerTags.Colour] == "green"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_is_left_suspended_is_said_again()
    {
        Assert.Null((await RunAsync(Register(Colour.Green, 2, 6, frozen: true) with { Suspended = (true, true) }, Open)).Error);
        await _scaling.Received(1).RegisterScalableTargetAsync(
            Arg.Is<RegisterScalableTargetRequest>(request => request.SuspendedState.DynamicScalingOutSuspended == true && request.SuspendedState.ScheduledScalingSuspended == true), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_policy_tracks_its_target_and_a_side_is_let_go()
    {
        Assert.Null((await RunAsync(new PlannedAction.PutScalingPolicy(Colour.Blue, new("ALBRequestCountPerTarget", 500, "app/a/1/targetgroup/b/2")), Open)).Error);
        Assert.Null((await RunAsync(new PlannedAction.RemoveScaling(Colour.Green, "test"), Open)).Error);
        await _scaling.Received(1).PutScalingPolicyAsync(
            Arg.Is<PutScalingPolicyRequest>(request =>
                request.PolicyName == "publican" && request.PolicyType == PolicyType.TargetTrackingScaling && request.TargetTrackingScalingPolicyConfiguration.TargetValue == 500
                && request.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.ResourceLabel == "app/a/1/targetgroup/b/2"),
            Arg.Any<CancellationToken>());
        await _scaling.Received(1).DeregisterScalableTargetAsync(Arg.Is<DeregisterScalableTargetRequest>(request => request.ResourceId == "service/publican-local/beer-api-green"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public Task No_task_that_an_open_attempt_counts_on_is_given_up() => RefusedAsync("I4", Register(Colour.Blue, 2, 3, frozen: true), Open);

    [Theory]
    [InlineData(Colour.Blue)]
    [InlineData(Colour.Green)]
    public Task Scaling_in_is_not_set_free_while_an_attempt_is_open(Colour colour) => RefusedAsync("I4", Register(colour, 2, 6, frozen: false), Open);

    [Fact]
    public async Task The_old_colour_keeps_its_tasks_as_long_as_it_is_kept()
    {
        var kept = Scene.Released with { RetireAt = Sample.Now + TimeSpan.FromMinutes(1) };
        await RefusedAsync("I5", Register(Colour.Green, 1, 3, frozen: true), kept);
        Assert.Null((await RunAsync(Register(Colour.Blue, 1, 3, frozen: true), kept)).Error);
    }

    [Fact]
    public Task An_idle_side_is_not_registered() => RefusedAsync("I5", Register(Colour.Green, 2, 6, frozen: true), Scene.Released, green: 0);

    [Fact]
    public async Task A_strangers_service_is_not_scaled()
    {
        await RefusedAsync("I15", Register(Colour.Blue, 2, 6, frozen: false), Scene.Released, owner: "somebody");
        await RefusedAsync("I15", new PlannedAction.PutScalingPolicy(Colour.Blue, new("x", 1, null)), Scene.Released, owner: "somebody");
        await RefusedAsync("I15", new PlannedAction.RemoveScaling(Colour.Blue, "test"), Scene.Released, owner: "somebody");
    }

    private static PlannedAction.RegisterScaling Register(Colour colour, int min, int max, bool frozen) => new(colour, min, max, frozen, IsNew: false, "test");

    private async Task RefusedAsync(string invariant, PlannedAction action, ReleaseRecord record, string owner = "beer-api", int green = 4)
    {
        var result = await RunAsync(action, record, owner, green);
        Assert.Equal((ActionOutcome.Refused, invariant), (result.Outcome, result.Invariant));
        Assert.Empty(_scaling.ReceivedCalls());
    }

    private Task<ActionResult> RunAsync(PlannedAction action, ReleaseRecord record, string owner = "beer-api", int green = 4)
    {
        _ecs.DescribeServicesAsync(Arg.Any<DescribeServicesRequest>(), Arg.Any<CancellationToken>()).Returns(new DescribeServicesResponse { Services = [Service("blue", 4, record), Service("green", green, ReleaseRecord.Empty)] });
        return new ActionRunner(new AwsClients(_ecs, null!, null!, null!, null!, _scaling), new FakeTimeProvider(Sample.Now)).RunAsync(action, Sample.Target("h1:new"), CancellationToken.None);

        Amazon.ECS.Model.Service Service(string colour, int count, ReleaseRecord tags) => new()
        {
            ServiceArn = $"arn:service/{colour}", ServiceName = $"beer-api-{colour}", DesiredCount = count, RunningCount = count,
            Tags = [.. tags.ChangesFrom(ReleaseRecord.Empty).SetItem(OwnerTags.Service, owner).SetItem(OwnerTags.Environment, "local").Select(tag => new Amazon.ECS.Model.Tag { Key = tag.Key, Value = tag.Value })],
        };
    }
}
