using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.AutoScaling;

/// <summary>Application Auto Scaling's calls, and what they do to an ECS service at once.</summary>
public sealed class ScalableTargetTests : IAsyncLifetime
{
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        _region.Script("idle:1", "while :; do sleep 0.1; done");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1);
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task Registering_lifts_and_lowers_the_count_into_the_range_and_says_why()
    {
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 2, MaxCapacity = 4 });
        Assert.Equal(2, await _region.DesiredAsync());
        await Fact.ComesTrueAsync(_region.ActivitiesAsync, activities => (string)activities[0]["StatusCode"]! == "Successful");
        await _region.UpdateServiceAsync("web", new { desiredCount = 6 });

        // Also a call that says nothing of the range.
        await _region.ScalingAsync("RegisterScalableTarget", new { });

        Assert.Equal(4, await _region.DesiredAsync());
        Assert.Equal(
            ["maximum capacity was set to 4", "minimum capacity was set to 2"], (await _region.ActivitiesAsync()).Select(activity => (string)activity["Cause"]!));
    }

    [Fact]
    public async Task A_count_inside_the_range_stays_as_it_is()
    {
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 0, MaxCapacity = 4 });
        await _region.UpdateServiceAsync("web", new { desiredCount = 0 });
        await _region.ScalingAsync("RegisterScalableTarget", new { MaxCapacity = 5 });

        Assert.Equal(0, await _region.DesiredAsync());
        Assert.Empty(await _region.ActivitiesAsync());
        Assert.Equal((0, 5), ((int)(await _region.TargetAsync())["MinCapacity"]!, (int)(await _region.TargetAsync())["MaxCapacity"]!));
    }

    [Fact]
    public async Task What_a_change_does_not_name_stays_and_the_ARN_too()
    {
        var arn = (string)(await _region.ScalingAsync("RegisterScalableTarget", new
        {
            MinCapacity = 1, MaxCapacity = 4, SuspendedState = new { DynamicScalingInSuspended = true }, Tags = new { team = "beer" },
        }))["ScalableTargetARN"]!;
        var again = (string)(await _region.ScalingAsync("RegisterScalableTarget", new { SuspendedState = new { ScheduledScalingSuspended = true } }))["ScalableTargetARN"]!;

        var suspended = (await _region.TargetAsync())["SuspendedState"]!;
        Assert.Equal(arn, again);
        Assert.Equal(
            (true, false, true),
            ((bool)suspended["DynamicScalingInSuspended"]!, (bool)suspended["DynamicScalingOutSuspended"]!, (bool)suspended["ScheduledScalingSuspended"]!));
        await _region.CallAsync("AnyScaleFrontendService.TagResource", new { ResourceARN = arn, Tags = new { colour = "blue" } });
        await _region.CallAsync("AnyScaleFrontendService.UntagResource", new { ResourceARN = arn, TagKeys = new[] { "team" } });
        Assert.Equal("""{"colour":"blue"}""", (await _region.CallAsync("AnyScaleFrontendService.ListTagsForResource", new { ResourceARN = arn }))["Tags"]!.ToJsonString());
    }

    [Fact]
    public async Task A_deleted_service_takes_its_target_with_it_and_a_deregistered_target_its_policies()
    {
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 1, MaxCapacity = 4 });
        await _region.TrackAsync("ECSServiceAverageCPUUtilization", 60);
        await _region.ScalingAsync("DeregisterScalableTarget", new { });
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 1, MaxCapacity = 4 });
        Assert.Empty((await _region.ScalingAsync("DescribeScalingPolicies", new { }))["ScalingPolicies"]!.AsArray());

        await _region.Ecs("DeleteService", new { cluster = Cluster, service = "web", force = true });

        Assert.Equal("ObjectNotFoundException", (await RefusalAsync("DeregisterScalableTarget", new { })).Code);
    }

    [Fact]
    public async Task A_policy_is_shown_as_it_was_put_with_the_alarms_that_AWS_would_make()
    {
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 1, MaxCapacity = 4 });
        var put = await _region.TrackAsync("ECSServiceAverageMemoryUtilization", 70.5, cooldown: 30);
        var policy = (await _region.ScalingAsync("DescribeScalingPolicies", new { PolicyNames = new[] { "ECSServiceAverageMemoryUtilization" } }))["ScalingPolicies"]![0]!;

        Assert.Equal((string)put["PolicyARN"]!, (string)policy["PolicyARN"]!);
        Assert.Equal(
            """{"TargetValue":70.5,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageMemoryUtilization"},"ScaleOutCooldown":30,"ScaleInCooldown":30,"DisableScaleIn":false}""",
            policy["TargetTrackingScalingPolicyConfiguration"]!.ToJsonString());
        Assert.StartsWith($"TargetTracking-{AutoScalingStories.Id}-AlarmHigh-", (string)policy["Alarms"]![0]!["AlarmName"]!);
        await _region.ScalingAsync("DeleteScalingPolicy", new { PolicyName = "ECSServiceAverageMemoryUtilization" });
        Assert.Contains("No scaling policy found", (await RefusalAsync("DeleteScalingPolicy", new { PolicyName = "ECSServiceAverageMemoryUtilization" })).AwsMessage);
    }

    [Fact]
    public async Task Fifty_targets_are_told_at_once_and_not_one_more()
    {
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 1, MaxCapacity = 4 });
        var ids = Enumerable.Range(0, 49).Select(index => $"service/{Cluster}/none-{index}").Append(AutoScalingStories.Id).ToArray();
        Assert.Single((await _region.CallAsync("AnyScaleFrontendService.DescribeScalableTargets", new { ServiceNamespace = "ecs", ResourceIds = ids }))["ScalableTargets"]!.AsArray());

        var refused = await Assert.ThrowsAsync<AwsCallException>(() =>
            _region.CallAsync("AnyScaleFrontendService.DescribeScalableTargets", new { ServiceNamespace = "ecs", ResourceIds = ids.Append("service/a/b") }));
        Assert.Equal("ValidationException", refused.Code);
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "RegisterScalableTarget", """{"MinCapacity":3,"MaxCapacity":2}""", "ValidationException: Maximum capacity cannot be less than minimum capacity" },
        { "RegisterScalableTarget", """{"MinCapacity":-1,"MaxCapacity":2}""", "ValidationException: Minimum capacity" },
        { "RegisterScalableTarget", """{"MinCapacity":1}""", "ValidationException: MinCapacity and MaxCapacity are required" },
        { "RegisterScalableTarget", """{"MinCapacity":1,"MaxCapacity":2,"ResourceId":"service/test/none"}""", "ValidationException: ECS service doesn't exist: service/test/none" },
        { "RegisterScalableTarget", """{"MinCapacity":1,"MaxCapacity":2,"ResourceId":"web"}""", "ValidationException: Unsupported service namespace, resource type or scalable dimension" },
        { "RegisterScalableTarget", """{"MinCapacity":1,"MaxCapacity":2,"ScalableDimension":"ecs:service:Size"}""", "ValidationException: Unsupported service namespace" },
        { "RegisterScalableTarget", """{"MinCapacity":1,"MaxCapacity":2,"ServiceNamespace":"dynamodb"}""", "ValidationException: LocalCloud scales the service namespace ecs only" },
        { "RegisterScalableTarget", """{"MinCapacity":1,"MaxCapacity":2,"ResourceId":null}""", "ValidationException: 1 validation error detected: Value null at 'resourceId'" },
        { "RegisterScalableTarget", """{"MinCapacity":1,"MaxCapacity":2,"Tags":{"aws:x":"y"}}""", "ValidationException: Tag key 'aws:x'" },
        { "DeregisterScalableTarget", "{}", "ObjectNotFoundException: No scalable target found for service namespace: ecs, resource ID: service/test/web" },
        { "PutScalingPolicy", """{"PolicyName":"p","PolicyType":"TargetTrackingScaling"}""", "ObjectNotFoundException: No scalable target registered for service namespace: ecs, resource ID: service/test/web" },
        { "PutScalingPolicy", """{"PolicyName":"p","PolicyType":"StepScaling"}""", "ValidationException: LocalCloud has policies of type TargetTrackingScaling only" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Nonsense_is_refused_in_AWSs_words(string action, string input, string refusal) =>
        Assert.StartsWith(refusal, (await RefusalAsync(action, System.Text.Json.Nodes.JsonNode.Parse(input)!)).Message);

    [Theory]
    [InlineData("""{}""", "TargetTrackingScalingPolicyConfiguration is required")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"}}}""", "Value null at 'targetTrackingScalingPolicyConfiguration.targetValue'")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":0,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"}}}""", "TargetValue must be above 0")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":60}}""", "needs a PredefinedMetricSpecification")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,"PredefinedMetricSpecification":{"PredefinedMetricType":"DynamoDBReadCapacityUtilization"}}}""", "is no metric of ecs:service:DesiredCount")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,"PredefinedMetricSpecification":{"PredefinedMetricType":"ALBRequestCountPerTarget"}}}""", "needs a ResourceLabel")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,"PredefinedMetricSpecification":{"PredefinedMetricType":"ALBRequestCountPerTarget","ResourceLabel":"app/a/1/targetgroup/b/2"}}}""", "names no target group")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,"PredefinedMetricSpecification":{"PredefinedMetricType":"ALBRequestCountPerTarget","ResourceLabel":"blue"}}}""", "is no ResourceLabel")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,"CustomizedMetricSpecification":{"MetricName":"x"}}}""", "does not support CustomizedMetricSpecification")]
    [InlineData("""{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"}}}""", "Only one TargetTrackingScaling policy for a given metric")]
    public async Task A_policy_that_makes_no_sense_is_refused(string input, string refusal)
    {
        await _region.ScalingAsync("RegisterScalableTarget", new { MinCapacity = 1, MaxCapacity = 4 });
        await _region.TrackAsync("ECSServiceAverageCPUUtilization", 60);
        var policy = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(input)!;
        (policy["PolicyName"], policy["PolicyType"]) = ("other", "TargetTrackingScaling");

        var refused = await RefusalAsync("PutScalingPolicy", policy);

        Assert.Equal("ValidationException", refused.Code);
        Assert.Contains(refusal, refused.AwsMessage);
    }

    private Task<AwsCallException> RefusalAsync(string action, object input) => Assert.ThrowsAsync<AwsCallException>(() => _region.ScalingAsync(action, input));
}
