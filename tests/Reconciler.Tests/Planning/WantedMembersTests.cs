using System.Text.Json.Nodes;
using Publican.Desired;
using Publican.Planning;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Planning;

/// <summary>What an ECS service is held against, member by member. That it is what the create call sends is WantedSettingsTests' of Actions.</summary>
public sealed class WantedMembersTests
{
    [Fact]
    public void A_colour_never_has_fewer_tasks_than_it_should_and_ecs_takes_nothing_back() => Assert.Equal(
        """{"deploymentCircuitBreaker":{"enable":true,"rollback":false},"minimumHealthyPercent":100,"maximumPercent":200}""", Of(Sample.Spec())["deploymentConfiguration"]);

    [Fact]
    public void A_worker_rolls_as_its_file_says_and_ecs_takes_it_back()
    {
        var spec = RollingScene.Worker with { Rollout = RollingScene.Worker.Rollout with { MinimumHealthyPercent = 50, MaximumPercent = 150 } };
        Assert.Equal("""{"deploymentCircuitBreaker":{"enable":true,"rollback":true},"minimumHealthyPercent":50,"maximumPercent":150}""", Of(spec)["deploymentConfiguration"]);
    }

    [Fact]
    public void Native_fields_are_laid_over_member_by_member()
    {
        var wanted = Of(Sample.Spec() with
        {
            EcsService = Native("""{"deploymentConfiguration":{"alarms":{"enable":false},"maximumPercent":150},"propagateTags":"SERVICE","serviceConnectConfiguration":{"enabled":true},"platformVersion":"1.4.0"}"""),
        });
        Assert.Equal("""{"deploymentCircuitBreaker":{"enable":true,"rollback":false},"minimumHealthyPercent":100,"maximumPercent":150,"alarms":{"enable":false}}""", wanted["deploymentConfiguration"]);
        Assert.Equal(("\"SERVICE\"", "\"1.4.0\""), (wanted["propagateTags"], wanted["platformVersion"]));

        // ECS shows it in other words than it takes it.
        Assert.DoesNotContain("serviceConnectConfiguration", wanted.Keys);
    }

    [Fact]
    public void The_latest_platform_is_whatever_ecs_makes_of_it() =>
        Assert.DoesNotContain("platformVersion", Of(Sample.Spec() with { EcsService = Native("""{"platformVersion":"LATEST"}""") }).Keys);

    [Fact]
    public void Only_tasks_with_addresses_of_their_own_have_a_network()
    {
        Assert.Equal("""{"awsvpcConfiguration":{"subnets":["subnet-1","subnet-2"],"securityGroups":["sg-1"],"assignPublicIp":"DISABLED"}}""", Of(Sample.Spec())["networkConfiguration"]);
        Assert.DoesNotContain("networkConfiguration", Of(Sample.Spec() with { TaskDefinition = Native("""{"networkMode":"bridge"}""") }).Keys);
    }

    private static NativeFields Native(string json) => NativeFields.Of(JsonNode.Parse(json)!.AsObject())!;

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Of(ServiceSpec spec) => WantedSettings.Of(Sample.Target("h1:new", spec));
}
