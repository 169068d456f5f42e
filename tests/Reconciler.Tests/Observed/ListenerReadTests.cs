using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Publican.Aws;
using Publican.Observed;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Observed;

/// <summary>L8: a listener that cannot be read blinds the services it may concern, and nobody else. AWS at the port: a region cannot fail for one listener alone.</summary>
public sealed class ListenerReadTests
{
    private const string Public = Sample.Listener, Inside = Sample.Secure;
    private readonly IAmazonElasticLoadBalancingV2 _elb = Substitute.For<IAmazonElasticLoadBalancingV2>();
    private readonly FakeTimeProvider _clock = new(Sample.Now);
    private readonly Dictionary<string, (string Service, string? Sticky)[]> _rules = new()
    {
        [Public] = [("web", null), ("moved", null)],
        [Inside] = [("ale", null), ("moved", null)],
    };

    private readonly HashSet<string> _failing = [];
    private readonly ListenerReader _reader;

    public ListenerReadTests()
    {
        _reader = new ListenerReader(new AwsClients(null!, _elb, null!, null!, null!, null!), _clock);
        _elb.DescribeListenersAsync(Arg.Any<DescribeListenersRequest>(), Arg.Any<CancellationToken>()).Returns(call => new DescribeListenersResponse
        {
            Listeners = [new Listener { ListenerArn = call.Arg<DescribeListenersRequest>().ListenerArns[0], LoadBalancerArn = "arn:balancer", Protocol = ProtocolEnum.HTTP, Port = 80 }],
        });
        _elb.DescribeLoadBalancersAsync(Arg.Any<DescribeLoadBalancersRequest>(), Arg.Any<CancellationToken>())
            .Returns(new DescribeLoadBalancersResponse { LoadBalancers = [new LoadBalancer { DNSName = "balancer.example" }] });
        _elb.DescribeRulesAsync(Arg.Any<DescribeRulesRequest>(), Arg.Any<CancellationToken>()).Returns(call => Rules(call.Arg<DescribeRulesRequest>().ListenerArn));
        _elb.DescribeTagsAsync(Arg.Any<DescribeTagsRequest>(), Arg.Any<CancellationToken>()).Returns(call => new DescribeTagsResponse
        {
            TagDescriptions = [.. call.Arg<DescribeTagsRequest>().ResourceArns.Select(arn => new TagDescription
            {
                ResourceArn = arn,
                Tags = [Tag(OwnerTags.Environment, "local"), Tag(OwnerTags.Service, arn.Split('#')[1]), Tag(OwnerTags.Rule, "production")],
            })],
        });
    }

    [Fact]
    public async Task What_fails_for_one_listener_blinds_those_with_a_route_or_a_rule_on_it_only()
    {
        await SweepAsync();
        _failing.Add(Inside);
        var reads = await SweepAsync();

        Assert.Null(Seen("web", [Public], reads).Value!.Unread);
        Assert.Single(Seen("web", [Public], reads).Value!.Production);
        Assert.Contains($"the listener {Inside}: DescribeRules: InternalFailure", Seen("ale", [Inside], reads).Error, StringComparison.Ordinal);

        // Its route has left that listener; a rule that nobody sees would keep its weights. What is seen can be brought home.
        var moved = Seen("moved", [Public], reads).Value!;
        Assert.Equal(Public, Assert.Single(moved.Production).ListenerArn);
        Assert.Contains("InternalFailure", moved.Unread, StringComparison.Ordinal);

        _failing.Clear();
        var all = Seen("moved", [Public], await SweepAsync()).Value!;
        Assert.Equal((2, null), (all.Production.Length, all.Unread));
    }

    [Fact]
    public async Task A_listener_that_this_process_never_read_may_hold_a_rule_of_anybody()
    {
        _failing.Add(Inside);
        Assert.Contains($"the listener {Inside}: DescribeRules: InternalFailure", Seen("web", [Public], await SweepAsync()).Value!.Unread, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_is_gone_concerns_only_those_with_a_route_on_it()
    {
        _elb.DescribeRulesAsync(Arg.Is<DescribeRulesRequest>(request => request.ListenerArn == Inside), Arg.Any<CancellationToken>())
            .Returns<DescribeRulesResponse>(_ => throw new ListenerNotFoundException("gone"));
        var reads = await SweepAsync();

        Assert.Null(Seen("web", [Public], reads).Value!.Unread);
        Assert.Equal($"the listener {Inside} does not exist; create it, or correct the environment's outputs", Seen("ale", [Inside], reads).Error);
    }

    [Fact]
    public async Task An_output_that_never_was_a_listener_concerns_only_those_with_a_route_on_it()
    {
        _elb.DescribeListenersAsync(Arg.Is<DescribeListenersRequest>(request => request.ListenerArns[0] == Inside), Arg.Any<CancellationToken>())
            .Returns<DescribeListenersResponse>(_ => throw Failure("ValidationError", System.Net.HttpStatusCode.BadRequest));
        var reads = await SweepAsync();

        Assert.Null(Seen("web", [Public], reads).Value!.Unread);
        Assert.Contains("does not exist; create it", Seen("ale", [Inside], reads).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_long_a_sticky_rule_keeps_its_clients_is_read()
    {
        _rules[Public] = [("web", "3600")];
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(Seen("web", [Public], await SweepAsync()).Value!.Production).Sticky);
        _rules[Public] = [("web", "off")];
        Assert.Null(Assert.Single(Seen("web", [Public], await SweepAsync()).Value!.Production).Sticky);
    }

    [Fact]
    public async Task A_service_costs_only_the_listeners_that_may_hold_a_rule_of_it()
    {
        var sweep = TimeSpan.FromSeconds(30);
        Assert.True(_reader.MayConcern(Inside, new HashSet<string> { "web" }, sweep));
        await SweepAsync();
        Assert.False(_reader.MayConcern(Inside, new HashSet<string> { "web" }, sweep));
        Assert.True(_reader.MayConcern(Inside, new HashSet<string> { "web", "moved" }, sweep));
        _clock.Advance(sweep);
        Assert.True(_reader.MayConcern(Inside, new HashSet<string> { "web" }, sweep));
    }

    [Fact]
    public async Task Tags_are_read_over_all_listeners_together()
    {
        await SweepAsync();
        await _elb.Received(1).DescribeTagsAsync(Arg.Is<DescribeTagsRequest>(request => request.ResourceArns.Count == 4), Arg.Any<CancellationToken>());
    }

    private Task<IReadOnlyDictionary<string, ListenerRead>> SweepAsync() => _reader.ReadAsync("local", [Public, Inside], CancellationToken.None);

    private Fact<ServiceRules> Seen(string service, string[] routed, IReadOnlyDictionary<string, ListenerRead> reads) =>
        ListenerRead.RulesOf(service, routed, reads, _clock.GetUtcNow());

    private DescribeRulesResponse Rules(string listener) => _failing.Contains(listener)
        ? throw Failure("InternalFailure", System.Net.HttpStatusCode.InternalServerError)
        : new DescribeRulesResponse
        {
            Rules = [.. _rules[listener].Select(rule => new Amazon.ElasticLoadBalancingV2.Model.Rule
            {
                RuleArn = $"{listener}/rule#{rule.Service}", Priority = "25100",
                Actions = [new Amazon.ElasticLoadBalancingV2.Model.Action
                {
                    Type = ActionTypeEnum.Forward,
                    ForwardConfig = new ForwardActionConfig
                    {
                        TargetGroups = [new TargetGroupTuple { TargetGroupArn = Sample.Blue, Weight = 100 }, new TargetGroupTuple { TargetGroupArn = Sample.Green, Weight = 0 }],
                        TargetGroupStickinessConfig = rule.Sticky switch
                        {
                            null => null,
                            "off" => new TargetGroupStickinessConfig { Enabled = false, DurationSeconds = 3600 },
                            var seconds => new TargetGroupStickinessConfig { Enabled = true, DurationSeconds = int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) },
                        },
                    },
                }],
            })],
        };

    private static AmazonElasticLoadBalancingV2Exception Failure(string code, System.Net.HttpStatusCode status) => new(code, null, ErrorType.Sender, code, "1", status);

    private static Tag Tag(string key, string value) => new() { Key = key, Value = value };
}
