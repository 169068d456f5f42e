using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.AutoScaling;

/// <summary>A client written by others understands every answer: the AWS CLI.</summary>
public sealed class AwsCliScalingTests
{
    private static readonly string[] Named = ["--service-namespace", "ecs", "--scalable-dimension", "ecs:service:DesiredCount", "--resource-id", AutoScalingStories.Id];

    [Fact]
    public async Task The_CLI_registers_a_service_puts_a_policy_and_takes_both_away()
    {
        await using var region = await TestRegion.StartAsync().WithClusterAsync();
        region.Script("idle:1", "while :; do sleep 0.1; done");
        await region.CreateServiceAsync("web", await region.RegisterAsync("web", "idle:1"), 1);
        var aws = AwsCli.For(region);

        var registered = await aws.JsonAsync(["application-autoscaling", "register-scalable-target", .. Named, "--min-capacity", "2", "--max-capacity", "5",
            "--suspended-state", "DynamicScalingInSuspended=true", "--tags", "publican:service=web"]);
        await aws.JsonAsync(["application-autoscaling", "put-scaling-policy", .. Named, "--policy-name", "cpu60", "--policy-type", "TargetTrackingScaling",
            "--target-tracking-scaling-policy-configuration", """{"TargetValue":60,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"}}"""]);

        var target = (await aws.JsonAsync("application-autoscaling", "describe-scalable-targets", "--service-namespace", "ecs", "--resource-ids", AutoScalingStories.Id))!["ScalableTargets"]![0]!;
        Assert.Equal((2, 5, true), ((int)target["MinCapacity"]!, (int)target["MaxCapacity"]!, (bool)target["SuspendedState"]!["DynamicScalingInSuspended"]!));
        Assert.Equal((string)registered!["ScalableTargetARN"]!, (string)target["ScalableTargetARN"]!);
        var policy = (await aws.JsonAsync("application-autoscaling", "describe-scaling-policies", "--service-namespace", "ecs"))!["ScalingPolicies"]![0]!;
        Assert.Equal(("cpu60", 300), ((string)policy["PolicyName"]!, (int)policy["TargetTrackingScalingPolicyConfiguration"]!["ScaleInCooldown"]!));
        var activity = (await aws.JsonAsync(["application-autoscaling", "describe-scaling-activities", .. Named]))!["ScalingActivities"]![0]!;
        Assert.Equal("Setting desired count to 2.", (string)activity["Description"]!);
        var tags = await aws.JsonAsync("application-autoscaling", "list-tags-for-resource", "--resource-arn", (string)target["ScalableTargetARN"]!);
        Assert.Equal("web", (string)tags!["Tags"]!["publican:service"]!);

        await aws.JsonAsync(["application-autoscaling", "deregister-scalable-target", .. Named]);
        Assert.Contains(
            "(ObjectNotFoundException) when calling the PutScalingPolicy operation: No scalable target registered for service namespace: ecs",
            await aws.ErrorAsync(["application-autoscaling", "put-scaling-policy", .. Named, "--policy-name", "cpu60", "--policy-type", "TargetTrackingScaling"]));
    }
}
