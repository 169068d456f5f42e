using System.Xml.Linq;
using LocalCloud.Tests.Traffic;

namespace LocalCloud.Tests.Elb;

/// <summary>What ELBv2 keeps and answers.</summary>
public sealed class ElbStateTests : IAsyncLifetime
{
    private BlueGreen _world = null!;

    private LocalRegion Region => _world.Region;

    public async ValueTask InitializeAsync() => _world = await BlueGreen.StartAsync(90, 10);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Creating_the_same_again_answers_what_exists()
    {
        Assert.Equal(_world.LoadBalancer, await Region.LoadBalancerAsync());
        Assert.Equal(_world.Listener, await Region.ListenerAsync(_world.LoadBalancer));
        Assert.Equal(_world.Blue, await Region.TargetGroupAsync("blue"));
    }

    [Fact]
    public async Task A_gRPC_target_group_has_defaults_of_its_own_and_stays_one()
    {
        (string, object)[] group = [("Name", "grpc"), ("Protocol", "HTTP"), ("ProtocolVersion", "GRPC"), ("Port", 50051), ("VpcId", "vpc-1"), ("TargetType", "ip")];
        var made = (await Region.ElbAsync("CreateTargetGroup", group)).Descendants("TargetGroups").Single().Element("member")!;
        Assert.Equal(("GRPC", "/AWS.ALB/healthcheck", "12"),
            (made.Element("ProtocolVersion")!.Value, made.Element("HealthCheckPath")!.Value, made.Element("Matcher")!.Element("GrpcCode")!.Value));

        var arn = made.Element("TargetGroupArn")!.Value;
        Assert.Equal(arn, (await Region.ElbAsync("CreateTargetGroup", group)).Descendants("TargetGroupArn").Single().Value);
        await Region.ElbAsync("ModifyTargetGroup", ("TargetGroupArn", arn), ("Matcher.GrpcCode", "0-99"), ("HealthCheckPath", "/grpc.health.v1.Health/Check"));
        var read = (await Region.ElbAsync("DescribeTargetGroups", ("TargetGroupArns.member.1", arn))).Descendants("member").First();
        Assert.Equal(("GRPC", "0-99"), (read.Element("ProtocolVersion")!.Value, read.Element("Matcher")!.Element("GrpcCode")!.Value));
        Assert.Equal("DuplicateTargetGroupName", await Region.ElbErrorAsync("CreateTargetGroup", [.. group[..2], ("ProtocolVersion", "HTTP1"), .. group[3..]]));
    }

    [Fact]
    public async Task ModifyRule_replaces_the_whole_action_list_and_leaves_the_conditions()
    {
        await Region.WeighAsync(_world.Rule, (_world.Green, 7));

        var rule = (await Region.ElbAsync("DescribeRules", ("RuleArns.member.1", _world.Rule))).Element("Rules")!.Element("member")!;
        Assert.Equal("100", rule.Element("Priority")!.Value);
        Assert.Equal("/*", rule.Descendants("PathPatternConfig").Single().Descendants("member").Single().Value);
        var forward = rule.Descendants("ForwardConfig").Single();
        Assert.Equal([(_world.Green, "7")], forward.Element("TargetGroups")!.Elements().Select(group => (group.Element("TargetGroupArn")!.Value, group.Element("Weight")!.Value)));
        Assert.Equal("false", forward.Element("TargetGroupStickinessConfig")!.Element("Enabled")!.Value);
    }

    [Fact]
    public async Task Rules_are_listed_by_priority_page_by_page_with_the_default_rule_last()
    {
        foreach (var priority in new[] { 7, 3, 50_000 }) await Region.RuleAsync(_world.Listener, priority, BlueGreen.AllPaths, (_world.Blue, 1));
        var (priorities, marker) = (new List<string>(), (string?)null);
        do
        {
            var page = await Region.ElbAsync("DescribeRules",
                [("ListenerArn", _world.Listener), ("PageSize", 2), .. marker is null ? Array.Empty<(string, object)>() : [("Marker", marker)]]);
            var members = page.Element("Rules")!.Elements().Select(rule => rule.Element("Priority")!.Value).ToList();
            Assert.InRange(members.Count, 1, 2);
            priorities.AddRange(members);
            marker = page.Element("NextMarker")?.Value;
        }
        while (marker is not null);

        Assert.Equal(["3", "7", "100", "50000", "default"], priorities);
    }

    [Fact]
    public async Task Priorities_can_be_swapped_in_one_call()
    {
        var other = await Region.RuleAsync(_world.Listener, 5, BlueGreen.AllPaths, (_world.Blue, 1));

        await Region.ElbAsync("SetRulePriorities",
            ("RulePriorities.member.1.RuleArn", other), ("RulePriorities.member.1.Priority", 100),
            ("RulePriorities.member.2.RuleArn", _world.Rule), ("RulePriorities.member.2.Priority", 5));

        var rules = (await Region.ElbAsync("DescribeRules", ("ListenerArn", _world.Listener))).Element("Rules")!.Elements();
        Assert.Equal([_world.Rule, other], rules.Take(2).Select(rule => rule.Element("RuleArn")!.Value));
        Assert.Equal("PriorityInUse", await Region.ElbErrorAsync("SetRulePriorities",
            ("RulePriorities.member.1.RuleArn", other), ("RulePriorities.member.1.Priority", 5)));
    }

    [Fact]
    public async Task Every_kind_of_condition_comes_back_as_it_was_sent()
    {
        (string, object)[] conditions =
        [
            ("Conditions.member.1.Field", "host-header"), ("Conditions.member.1.HostHeaderConfig.Values.member.1", "*.example.com"),
            ("Conditions.member.2.Field", "http-request-method"), ("Conditions.member.2.HttpRequestMethodConfig.Values.member.1", "GET"),
            ("Conditions.member.3.Field", "http-header"), ("Conditions.member.3.HttpHeaderConfig.HttpHeaderName", "X-Preview"),
            ("Conditions.member.3.HttpHeaderConfig.Values.member.1", "a*"),
            ("Conditions.member.4.Field", "query-string"), ("Conditions.member.4.QueryStringConfig.Values.member.1.Key", "v"),
            ("Conditions.member.4.QueryStringConfig.Values.member.1.Value", "2"), ("Conditions.member.4.QueryStringConfig.Values.member.2.Value", "beta"),
        ];
        var arn = await Region.RuleAsync(_world.Listener, 9, conditions, (_world.Blue, 1));

        var answer = (await Region.ElbAsync("DescribeRules", ("RuleArns.member.1", arn))).Descendants("Conditions").Single();
        Assert.Equal(
            conditions.Select(pair => (pair.Item1, pair.Item2.ToString())).Order(),
            Flatten(answer, "Conditions").Where(pair => !pair.Item1.StartsWith("Conditions.member.1.Values", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Target_groups_are_found_by_load_balancer_and_tell_theirs()
    {
        await Region.TargetGroupAsync("spare");

        var found = (await Region.ElbAsync("DescribeTargetGroups", ("LoadBalancerArn", _world.LoadBalancer))).Element("TargetGroups")!.Elements().ToList();
        Assert.Equal(["blue", "green"], found.Select(group => group.Element("TargetGroupName")!.Value));
        Assert.All(found, group => Assert.Equal(_world.LoadBalancer, group.Element("LoadBalancerArns")!.Value));
        var spare = (await Region.ElbAsync("DescribeTargetGroups", ("Names.member.1", "spare"))).Descendants("LoadBalancerArns").Single();
        Assert.Empty(spare.Elements());
    }

    [Fact]
    public async Task Tags_ride_in_the_create_call_and_change_later()
    {
        var arn = (await Region.ElbAsync("CreateRule", ("ListenerArn", _world.Listener), ("Priority", 3), BlueGreen.AllPaths[0], BlueGreen.AllPaths[1],
            ("Actions.member.1.Type", "forward"), ("Actions.member.1.TargetGroupArn", _world.Blue),
            ("Tags.member.1.Key", "publican:service"), ("Tags.member.1.Value", "beer-api"))).Descendants("RuleArn").Single().Value;
        foreach (var resource in new[] { arn, _world.Blue, _world.Listener, _world.LoadBalancer })
            await Region.ElbAsync("AddTags", ("ResourceArns.member.1", resource), ("Tags.member.1.Key", "publican:colour"), ("Tags.member.1.Value", "blue"));
        await Region.ElbAsync("RemoveTags", ("ResourceArns.member.1", _world.Blue), ("TagKeys.member.1", "publican:colour"));

        Assert.Equal("publican:colour=blue publican:service=beer-api", await TagsAsync(arn));
        Assert.Equal("", await TagsAsync(_world.Blue));
        Assert.Equal("publican:colour=blue", await TagsAsync(_world.Listener));
        Assert.Equal("publican:colour=blue", await TagsAsync(_world.LoadBalancer));
        Assert.Equal((_world.Blue, "1"), (await Region.ElbAsync("DescribeRules", ("RuleArns.member.1", arn))).Descendants("ForwardConfig").Single()
            .Descendants("member").Select(group => (group.Element("TargetGroupArn")!.Value, group.Element("Weight")!.Value)).Single());
    }

    [Fact]
    public async Task Attributes_have_AWSs_defaults_until_they_are_set()
    {
        Assert.Equal("300", await AttributeAsync("deregistration_delay.timeout_seconds"));
        await Region.ElbAsync("ModifyTargetGroupAttributes", ("TargetGroupArn", _world.Blue),
            ("Attributes.member.1.Key", "deregistration_delay.timeout_seconds"), ("Attributes.member.1.Value", 30));
        Assert.Equal("30", await AttributeAsync("deregistration_delay.timeout_seconds"));
        Assert.Equal("round_robin", await AttributeAsync("load_balancing.algorithm.type"));
        Assert.Equal("50", await AttributeAsync("local.health_check_interval_ms"));
    }

    [Fact]
    public async Task Deleting_a_load_balancer_closes_its_listeners_and_frees_its_groups()
    {
        await Region.ElbAsync("DeleteLoadBalancer", ("LoadBalancerArn", _world.LoadBalancer));

        await Assert.ThrowsAsync<HttpRequestException>(() => _world.GetAsync());
        Assert.Equal("ListenerNotFound", await Region.ElbErrorAsync("DescribeRules", ("ListenerArn", _world.Listener)));
        await Region.ElbAsync("DeleteTargetGroup", ("TargetGroupArn", _world.Blue));
        await Region.ElbAsync("DeleteTargetGroup", ("TargetGroupArn", _world.Blue));
        await Region.ElbAsync("DeleteLoadBalancer", ("LoadBalancerArn", _world.LoadBalancer));
    }

    [Fact]
    public async Task The_default_action_changes_through_ModifyListener()
    {
        await Region.ElbAsync("DeleteRule", ("RuleArn", _world.Rule));
        await Region.ElbAsync("ModifyListener", ("ListenerArn", _world.Listener), ("DefaultActions.member.1.Type", "fixed-response"),
            ("DefaultActions.member.1.FixedResponseConfig.StatusCode", 418), ("DefaultActions.member.1.FixedResponseConfig.MessageBody", "tea"));

        Assert.Equal((418, "tea"), await _world.GetAsync() is var (status, body) ? ((int)status, body) : default);
    }

    [Fact]
    public async Task ECS_may_use_a_group_only_once_a_rule_names_it()
    {
        var spare = await Region.TargetGroupAsync("spare");

        var error = Assert.Throws<LocalCloud.Protocols.AwsException>(() => Region.Targets.RequireAttached(spare));

        Assert.Equal("InvalidParameterException", error.Code);
        Assert.Contains("does not have an associated load balancer", error.Message, StringComparison.Ordinal);
        Region.Targets.RequireAttached(_world.Green);
    }

    private async Task<string> TagsAsync(string arn) => string.Join(' ', (await Region.ElbAsync("DescribeTags", ("ResourceArns.member.1", arn)))
        .Descendants("Tags").Single().Elements().Select(tag => $"{tag.Element("Key")!.Value}={tag.Element("Value")!.Value}"));

    private async Task<string> AttributeAsync(string key) => (await Region.ElbAsync("DescribeTargetGroupAttributes", ("TargetGroupArn", _world.Blue)))
        .Descendants("member").Single(attribute => attribute.Element("Key")!.Value == key).Element("Value")!.Value;

    /// <summary>The answer in the form of the request's parameters.</summary>
    private static IEnumerable<(string, string?)> Flatten(XElement element, string path) => element.HasElements
        ? element.Elements().SelectMany((child, index) => Flatten(child, child.Name == "member" ? $"{path}.member.{index + 1}" : $"{path}.{child.Name}"))
        : [(path, element.Value)];
}
