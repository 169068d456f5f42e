using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalCloud.Protocols;
using LocalCloud.Tests.Traffic;

namespace LocalCloud.Tests.Elb;

/// <summary>What ELBv2 refuses, with AWS's error code.</summary>
public sealed class ElbErrorTests : IAsyncLifetime
{
    private const string NoBalancer = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/app/none/0000000000000000",
        NoListener = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener/app/none/0000000000000000/0000000000000000",
        NoRule = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener-rule/app/none/0000000000000000/0000000000000000/0000000000000000",
        NoGroup = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/none/0000000000000000";

    private static readonly (string, object)[] Group = [("Protocol", "HTTP"), ("Port", 80), ("VpcId", "vpc-1"), ("TargetType", "ip")];
    private BlueGreen _world = null!;

    private LocalRegion Region => _world.Region;

    public async ValueTask InitializeAsync() => _world = await BlueGreen.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        Assert.Equal("LoadBalancerNotFound", await Region.ElbErrorAsync("DescribeLoadBalancers", ("LoadBalancerArns.member.1", NoBalancer)));
        Assert.Equal("LoadBalancerNotFound", await Region.ElbErrorAsync("DescribeLoadBalancers", ("Names.member.1", "none")));
        Assert.Equal("LoadBalancerNotFound", await Region.ElbErrorAsync("DescribeListeners", ("LoadBalancerArn", NoBalancer)));
        Assert.Equal("ListenerNotFound", await Region.ElbErrorAsync("DescribeListeners", ("ListenerArns.member.1", NoListener)));
        Assert.Equal("ListenerNotFound", await Region.ElbErrorAsync("DescribeRules", ("ListenerArn", NoListener)));
        Assert.Equal("ListenerNotFound", await Region.ElbErrorAsync("DeleteListener", ("ListenerArn", NoListener)));
        Assert.Equal("RuleNotFound", await Region.ElbErrorAsync("DescribeRules", ("RuleArns.member.1", NoRule)));
        Assert.Equal("RuleNotFound", await Region.ElbErrorAsync("DeleteRule", ("RuleArn", NoRule)));
        Assert.Equal("TargetGroupNotFound", await Region.ElbErrorAsync("DescribeTargetGroups", ("TargetGroupArns.member.1", NoGroup)));
        Assert.Equal("TargetGroupNotFound", await Region.ElbErrorAsync("DescribeTargetGroups", ("Names.member.1", "none")));
        Assert.Equal("TargetGroupNotFound", await Region.ElbErrorAsync("DescribeTargetHealth", ("TargetGroupArn", NoGroup)));
        Assert.Equal("TargetGroupNotFound", await Region.ElbErrorAsync("DescribeTags", ("ResourceArns.member.1", NoGroup)));
        Assert.Equal("TargetGroupNotFound", (await Assert.ThrowsAsync<AwsException>(() => Region.WeighAsync(_world.Rule, (NoGroup, 1)))).Code);
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("DescribeTargetHealth", ("TargetGroupArn", "blue")));
        Assert.Equal("InvalidAction", await Region.ElbErrorAsync("DescribeTrustStores"));
    }

    [Fact]
    public async Task Names_are_taken_once()
    {
        Assert.Equal("DuplicateLoadBalancerName", await Region.ElbErrorAsync("CreateLoadBalancer", ("Name", "public"), ("Scheme", "internal"),
            ("Subnets.member.1", "subnet-a"), ("Subnets.member.2", "subnet-b")));
        Assert.Equal("DuplicateTargetGroupName", await Region.ElbErrorAsync("CreateTargetGroup", [("Name", "blue"), .. Group]));
        Assert.Equal("DuplicateListener", await Region.ElbErrorAsync("CreateListener", ("LoadBalancerArn", _world.LoadBalancer), ("Protocol", "HTTP"),
            ("Port", 8080), ("DefaultActions.member.1.Type", "fixed-response"), ("DefaultActions.member.1.FixedResponseConfig.StatusCode", 503)));
        Assert.Equal("PriorityInUse", await RuleErrorAsync(100));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_001)]
    public async Task Priorities_go_from_1_to_50000(int priority) => Assert.Equal("ValidationError", await RuleErrorAsync(priority));

    [Fact]
    public async Task What_is_in_use_is_not_deleted()
    {
        Assert.Equal("ResourceInUse", await Region.ElbErrorAsync("DeleteTargetGroup", ("TargetGroupArn", _world.Green)));
        var rules = await Region.ElbAsync("DescribeRules", ("ListenerArn", _world.Listener));
        var standard = rules.Descendants("member").Single(rule => rule.Element("IsDefault")?.Value == "true").Element("RuleArn")!.Value;
        Assert.Equal("OperationNotPermitted", await Region.ElbErrorAsync("DeleteRule", ("RuleArn", standard)));
        Assert.Equal("OperationNotPermitted",
            (await Assert.ThrowsAsync<AwsException>(() => Region.WeighAsync(standard, (_world.Blue, 1)))).Code);
        Assert.Equal("OperationNotPermitted", await Region.ElbErrorAsync("SetRulePriorities",
            ("RulePriorities.member.1.RuleArn", standard), ("RulePriorities.member.1.Priority", 7)));
        await Region.ElbAsync("ModifyLoadBalancerAttributes", ("LoadBalancerArn", _world.LoadBalancer),
            ("Attributes.member.1.Key", "deletion_protection.enabled"), ("Attributes.member.1.Value", "true"));
        Assert.Equal("OperationNotPermitted", await Region.ElbErrorAsync("DeleteLoadBalancer", ("LoadBalancerArn", _world.LoadBalancer)));
    }

    [Fact]
    public async Task A_target_group_belongs_to_one_load_balancer()
    {
        var other = await Region.ListenerAsync(await Region.LoadBalancerAsync("other"));
        var error = await Assert.ThrowsAsync<AwsException>(() => Region.RuleAsync(other, 1, BlueGreen.AllPaths, (_world.Green, 1)));
        Assert.Equal("TargetGroupAssociationLimit", error.Code);
    }

    [Fact]
    public async Task An_action_has_at_most_five_groups_with_weights_up_to_999()
    {
        var groups = new List<(string, int)>();
        for (var number = 0; number < 6; number++) groups.Add((await Region.TargetGroupAsync($"group-{number}"), 1));
        await Region.WeighAsync(_world.Rule, [.. groups[..5]]);

        Assert.Equal("TooManyTargetGroups", (await Assert.ThrowsAsync<AwsException>(() => Region.WeighAsync(_world.Rule, [.. groups]))).Code);
        Assert.Equal("ValidationError", (await Assert.ThrowsAsync<AwsException>(() => Region.WeighAsync(_world.Rule, (_world.Blue, 1000)))).Code);
        Assert.Equal("ValidationError", (await Assert.ThrowsAsync<AwsException>(() => Region.WeighAsync(_world.Rule, (_world.Blue, -1)))).Code);
    }

    [Fact]
    public async Task A_load_balancer_has_at_most_a_hundred_rules()
    {
        for (var priority = 1; priority <= 99; priority++) await Region.RuleAsync(_world.Listener, priority, BlueGreen.AllPaths, (_world.Blue, 1));
        Assert.Equal("TooManyRules", await RuleErrorAsync(200));
    }

    [Fact]
    public async Task A_gRPC_target_group_needs_a_listener_that_speaks_HTTPS()
    {
        var grpc = (await Region.ElbAsync("CreateTargetGroup", [("Name", "grpc"), .. Group, ("ProtocolVersion", "GRPC")])).Descendants("TargetGroupArn").Single().Value;
        var refused = await Assert.ThrowsAsync<AwsException>(() => Region.RuleAsync(_world.Listener, 7, BlueGreen.AllPaths, (grpc, 1)));
        Assert.Equal(
            ("InvalidLoadBalancerAction", "Listener protocol 'HTTP' is not supported with a target group with the protocol-version 'GRPC'"), (refused.Code, refused.Message));
        Assert.Equal("InvalidLoadBalancerAction", (await Assert.ThrowsAsync<AwsException>(() => Region.WeighAsync(_world.Rule, (grpc, 1)))).Code);
    }

    [Theory]
    [InlineData("GRPC", "GrpcCode", "100")]
    [InlineData("GRPC", "HttpCode", "200")]
    [InlineData("HTTP1", "GrpcCode", "0")]
    [InlineData("HTTP2", "HttpCode", "200")]
    public async Task A_matcher_has_the_codes_of_its_protocol(string version, string key, string codes) => Assert.Equal(
        "ValidationError", await Region.ElbErrorAsync("CreateTargetGroup", [("Name", "new"), .. Group, ("ProtocolVersion", version), ($"Matcher.{key}", codes)]));

    [Fact]
    public async Task A_load_balancer_has_at_most_a_hundred_target_groups()
    {
        for (var number = 0; number < 20; number++)
        {
            var groups = new List<(string, int)>();
            for (var member = 0; member < 5; member++) groups.Add((await Region.TargetGroupAsync($"g-{number}-{member}"), 1));
            if (number == 19) Assert.Equal("TooManyUniqueTargetGroupsPerLoadBalancer",
                (await Assert.ThrowsAsync<AwsException>(() => Region.RuleAsync(_world.Listener, 1 + number, BlueGreen.AllPaths, [.. groups]))).Code);
            else await Region.RuleAsync(_world.Listener, 1 + number, BlueGreen.AllPaths, [.. groups]);
        }
    }

    [Fact]
    public async Task Targets_are_IPv4_addresses()
    {
        Assert.Equal("InvalidTarget", await Region.ElbErrorAsync("RegisterTargets", ("TargetGroupArn", _world.Blue), ("Targets.member.1.Id", "i-0123456789")));
        Assert.Equal("InvalidTarget", await Region.ElbErrorAsync("RegisterTargets", ("TargetGroupArn", _world.Blue), ("Targets.member.1.Id", "127.1")));
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("RegisterTargets", ("TargetGroupArn", _world.Blue)));
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("RegisterTargets",
            ("TargetGroupArn", _world.Blue), ("Targets.member.1.Id", "127.0.0.1"), ("Targets.member.1.Port", 70_000)));
        Assert.Equal("TooManyTargets", await Region.ElbErrorAsync("RegisterTargets", [("TargetGroupArn", _world.Blue), .. Enumerable.Range(1, 1001)
            .Select(port => ($"Targets.member.{port}.Id", (object)"127.0.0.1")).Concat(Enumerable.Range(1, 1001).Select(port => ($"Targets.member.{port}.Port", (object)port)))]));
    }

    [Fact]
    public async Task A_port_that_another_program_holds_is_named()
    {
        using var holder = new TcpListener(IPAddress.Parse(await Region.DnsNameAsync(_world.LoadBalancer)), 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<AwsException>(() => Region.ListenerAsync(_world.LoadBalancer, port));

        Assert.Equal("InvalidConfigurationRequest", error.Code);
        Assert.Contains($"Port {port.ToString(CultureInfo.InvariantCulture)} of 127.", error.Message, StringComparison.Ordinal);
        Assert.Single((await Region.ElbAsync("DescribeListeners", ("LoadBalancerArn", _world.LoadBalancer))).Descendants("ListenerArn"));
    }

    [Fact]
    public async Task Tags_follow_AWSs_rules()
    {
        Assert.Equal("ValidationError", await TagErrorAsync(("key", "no;semicolon")));
        Assert.Equal("ValidationError", await TagErrorAsync(("key", new string('x', 257))));
        Assert.Equal("ValidationError", await TagErrorAsync((new string('x', 129), "")));
        Assert.Equal("ValidationError", await TagErrorAsync(("aws:own", "")));
        Assert.Equal("DuplicateTagKeys", await TagErrorAsync(("key", "1"), ("key", "2")));
        Assert.Equal("TooManyTags", await TagErrorAsync([.. Enumerable.Range(0, 51).Select(number => ($"key-{number}", ""))]));
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("DescribeTags",
            [.. Enumerable.Range(1, 21).Select(number => ($"ResourceArns.member.{number}", (object)(NoGroup + number)))]));
    }

    [Fact]
    public async Task What_LocalCloud_does_not_do_it_says()
    {
        Assert.Equal("UnsupportedProtocol", await Region.ElbErrorAsync("CreateListener", ("LoadBalancerArn", _world.LoadBalancer), ("Protocol", "HTTPS"),
            ("Port", 443), ("DefaultActions.member.1.Type", "fixed-response"), ("DefaultActions.member.1.FixedResponseConfig.StatusCode", 404)));
        Assert.Equal("InvalidConfigurationRequest", await Region.ElbErrorAsync("ModifyTargetGroupAttributes", ("TargetGroupArn", _world.Blue),
            ("Attributes.member.1.Key", "stickiness.enabled"), ("Attributes.member.1.Value", "true")));
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("ModifyTargetGroupAttributes", ("TargetGroupArn", _world.Blue),
            ("Attributes.member.1.Key", "no.such.attribute"), ("Attributes.member.1.Value", "1")));
        Assert.Equal("InvalidLoadBalancerAction", await Region.ElbErrorAsync("ModifyRule", ("RuleArn", _world.Rule), ("Actions.member.1.Type", "authenticate-oidc")));
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("CreateTargetGroup", [("Name", "new"), .. Group[..3]]));
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("ModifyRule", ("RuleArn", _world.Rule), ("Transforms.member.1.Type", "url-rewrite")));
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("ModifyRule", ("RuleArn", _world.Rule),
            ("Conditions.member.1.Field", "source-ip"), ("Conditions.member.1.SourceIpConfig.Values.member.1", "10.0.0.0/8")));
    }

    [Theory]
    [InlineData("HealthCheckIntervalSeconds", "0")]
    [InlineData("HealthCheckIntervalSeconds", "301")]
    [InlineData("HealthCheckTimeoutSeconds", "30")]
    [InlineData("HealthyThresholdCount", "1")]
    [InlineData("HealthCheckPath", "health")]
    [InlineData("Matcher.HttpCode", "200-")]
    [InlineData("Matcher.HttpCode", "500")]
    [InlineData("HealthCheckPort", "http")]
    [InlineData("HealthCheckIntervalSeconds", "soon")]
    public async Task Bad_health_check_settings_are_refused(string name, string value) =>
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("CreateTargetGroup", [("Name", "new"), .. Group, (name, value)]));

    [Theory]
    [InlineData("-blue")]
    [InlineData("blue_green")]
    [InlineData("abcdefghijklmnopqrstuvwxyz1234567")]
    public async Task Bad_names_are_refused(string name) =>
        Assert.Equal("ValidationError", await Region.ElbErrorAsync("CreateTargetGroup", [("Name", name), .. Group]));

    private async Task<string> RuleErrorAsync(int priority) =>
        (await Assert.ThrowsAsync<AwsException>(() => Region.RuleAsync(_world.Listener, priority, BlueGreen.AllPaths, (_world.Blue, 1)))).Code;

    private Task<string> TagErrorAsync(params (string Key, string Value)[] tags) => Region.ElbErrorAsync("AddTags", [("ResourceArns.member.1", _world.Blue),
        .. tags.SelectMany((tag, index) => new (string, object)[] { ($"Tags.member.{index + 1}.Key", tag.Key), ($"Tags.member.{index + 1}.Value", tag.Value) })]);
}
