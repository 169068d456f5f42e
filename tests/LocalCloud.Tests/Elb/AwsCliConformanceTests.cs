using LocalCloud.Tests.Traffic;

namespace LocalCloud.Tests.Elb;

public class AwsCliConformanceTests
{
    [Fact]
    public async Task The_AWS_CLI_builds_a_load_balancer_and_shifts_its_weights()
    {
        Assert.SkipWhen(AwsCli.Missing is not null, AwsCli.Missing ?? "");
        await using var region = await LocalRegion.StartAsync();
        var balancer = (await AwsCli.RunAsync(region, "elbv2", "create-load-balancer", "--name", "public", "--subnets", "subnet-a", "subnet-b"))
            .GetProperty("LoadBalancers")[0];
        var arn = balancer.GetProperty("LoadBalancerArn").GetString()!;
        Assert.Equal("active", balancer.GetProperty("State").GetProperty("Code").GetString());
        var blue = await GroupAsync(region, "blue");
        var green = await GroupAsync(region, "green");
        var listener = (await AwsCli.RunAsync(region, "elbv2", "create-listener", "--load-balancer-arn", arn, "--protocol", "HTTP", "--port", "8080",
            "--default-actions", "Type=fixed-response,FixedResponseConfig={StatusCode=404,ContentType=text/plain,MessageBody=none}"))
            .GetProperty("Listeners")[0].GetProperty("ListenerArn").GetString()!;
        var rule = (await AwsCli.RunAsync(region, "elbv2", "create-rule", "--listener-arn", listener, "--priority", "10",
            "--conditions", "Field=path-pattern,Values=/*", "--tags", "Key=publican:service,Value=beer-api",
            "--actions", Forward(blue, 100, green, 0))).GetProperty("Rules")[0].GetProperty("RuleArn").GetString()!;

        await AwsCli.RunAsync(region, "elbv2", "modify-rule", "--rule-arn", rule, "--actions", Forward(blue, 90, green, 10));

        var rules = (await AwsCli.RunAsync(region, "elbv2", "describe-rules", "--listener-arn", listener)).GetProperty("Rules");
        Assert.Equal(2, rules.GetArrayLength());
        Assert.Equal([90, 10], rules[0].GetProperty("Actions")[0].GetProperty("ForwardConfig").GetProperty("TargetGroups").EnumerateArray()
            .Select(group => group.GetProperty("Weight").GetInt32()));
        await using var target = await TestTarget.StartAsync("cli");
        await AwsCli.RunAsync(region, "elbv2", "register-targets", "--target-group-arn", blue, "--targets", $"Id=127.0.0.1,Port={target.Port}");
        await region.UntilAsync(blue, target, "healthy");
        var health = (await AwsCli.RunAsync(region, "elbv2", "describe-target-health", "--target-group-arn", blue)).GetProperty("TargetHealthDescriptions")[0];
        Assert.Equal("healthy", health.GetProperty("TargetHealth").GetProperty("State").GetString());
        var tags = (await AwsCli.RunAsync(region, "elbv2", "describe-tags", "--resource-arns", rule)).GetProperty("TagDescriptions")[0].GetProperty("Tags")[0];
        Assert.Equal("beer-api", tags.GetProperty("Value").GetString());
        await AwsCli.RunAsync(region, "elbv2", "delete-rule", "--rule-arn", rule);
        await AwsCli.RunAsync(region, "elbv2", "delete-target-group", "--target-group-arn", blue);
    }

    private static async Task<string> GroupAsync(LocalRegion region, string name) => (await AwsCli.RunAsync(region, "elbv2", "create-target-group",
        "--name", name, "--protocol", "HTTP", "--port", "8080", "--vpc-id", "vpc-1", "--target-type", "ip", "--health-check-path", "/health",
        "--health-check-interval-seconds", "5", "--health-check-timeout-seconds", "2")).GetProperty("TargetGroups")[0].GetProperty("TargetGroupArn").GetString()!;

    private static string Forward(string blue, int blueWeight, string green, int greenWeight) =>
        $"Type=forward,ForwardConfig={{TargetGroups=[{{TargetGroupArn={blue},Weight={blueWeight}}},{{TargetGroupArn={green},Weight={greenWeight}}}]}}";
}
