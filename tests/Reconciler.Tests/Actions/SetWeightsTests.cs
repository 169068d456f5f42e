using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Aws;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;
using Action = Amazon.ElasticLoadBalancingV2.Model.Action;

namespace Publican.Tests.Actions;

/// <summary>The write that matters most, at the port: what the fresh read shows cannot be arranged with a real load balancer.</summary>
public sealed class SetWeightsTests
{
    private readonly IAmazonElasticLoadBalancingV2 _elb = Substitute.For<IAmazonElasticLoadBalancingV2>();
    private readonly List<Action> _actions =
    [
        new Action { Type = ActionTypeEnum.AuthenticateOidc, Order = 1 },
        new Action
        {
            Type = ActionTypeEnum.Forward,
            Order = 2,
            TargetGroupArn = Sample.Blue,
            ForwardConfig = new ForwardActionConfig
            {
                TargetGroups = [new TargetGroupTuple { TargetGroupArn = Sample.Blue, Weight = 90 }, new TargetGroupTuple { TargetGroupArn = Sample.Green, Weight = 10 }],
                TargetGroupStickinessConfig = new TargetGroupStickinessConfig { Enabled = false, DurationSeconds = 60 },
            },
        },
    ];

    public SetWeightsTests()
    {
        _elb.DescribeRulesAsync(Arg.Any<DescribeRulesRequest>(), Arg.Any<CancellationToken>())
            .Returns(_ => new DescribeRulesResponse { Rules = [new Amazon.ElasticLoadBalancingV2.Model.Rule { RuleArn = Sample.Rule, Actions = _actions }] });
        Healthy(Sample.Blue, true);
        Healthy(Sample.Green, true);
    }

    [Fact]
    public async Task Two_numbers_change_and_everything_else_is_written_back_as_read()
    {
        var result = await RunAsync(from: 10, to: 50);
        Assert.Equal(ActionOutcome.Done, result.Outcome);
        await _elb.Received(1).ModifyRuleAsync(Arg.Is<ModifyRuleRequest>(request =>
            request.Conditions == null
            && request.Actions.Count == 2
            && request.Actions[0].Type == ActionTypeEnum.AuthenticateOidc
            && request.Actions[1].Order == 2
            && request.Actions[1].ForwardConfig.TargetGroupStickinessConfig.DurationSeconds == 60
            && request.Actions[1].ForwardConfig.TargetGroups.Single(group => group.TargetGroupArn == Sample.Blue).Weight == 50
            && request.Actions[1].ForwardConfig.TargetGroups.Single(group => group.TargetGroupArn == Sample.Green).Weight == 50), Arg.Any<CancellationToken>());
    }

    [Fact]
    public Task A_forward_move_is_refused_when_somebody_else_wrote_the_rule() => RefusedAsync("I17", from: 0, to: 50);

    [Fact]
    public Task A_weight_that_was_never_declared_is_refused() => RefusedAsync("I1", from: 10, to: 30);

    [Fact]
    public Task A_group_without_a_healthy_target_gets_no_weight()
    {
        Healthy(Sample.Green, false);
        return RefusedAsync("I2", from: 10, to: 50);
    }

    [Fact]
    public Task Traffic_is_not_brought_home_to_a_side_without_a_healthy_target()
    {
        Healthy(Sample.Blue, false);
        return RefusedAsync("I2", from: 10, to: 0);
    }

    [Fact]
    public Task A_rule_with_a_strangers_group_is_not_written()
    {
        _actions[1].ForwardConfig.TargetGroups.Add(new TargetGroupTuple { TargetGroupArn = "arn:tg/stranger", Weight = 1 });
        return RefusedAsync("I1", from: 10, to: 50);
    }

    [Fact]
    public async Task A_rollback_does_not_mind_who_wrote_the_weights_before() => Assert.Equal(ActionOutcome.Done, (await RunAsync(from: 50, to: 0)).Outcome);

    [Fact]
    public async Task A_lost_answer_is_unclear_and_a_refusal_is_not()
    {
        _elb.ModifyRuleAsync(Arg.Any<ModifyRuleRequest>(), Arg.Any<CancellationToken>()).Returns<ModifyRuleResponse>(_ => throw new HttpRequestException("connection reset"));
        Assert.Equal(ActionOutcome.Unclear, (await RunAsync(10, 50)).Outcome);

        _actions[1].ForwardConfig.TargetGroups[0].Weight = 90;
        _actions[1].ForwardConfig.TargetGroups[1].Weight = 10;
        _elb.ModifyRuleAsync(Arg.Any<ModifyRuleRequest>(), Arg.Any<CancellationToken>()).Returns<ModifyRuleResponse>(_ =>
            throw new AmazonElasticLoadBalancingV2Exception("Rate exceeded", null, Amazon.Runtime.ErrorType.Sender, "Throttling", "1", System.Net.HttpStatusCode.BadRequest));
        Assert.Equal(ActionOutcome.Refused, (await RunAsync(10, 50)).Outcome);
    }

    private async Task RefusedAsync(string invariant, int from, int to)
    {
        var result = await RunAsync(from, to);
        Assert.Equal(ActionOutcome.Refused, result.Outcome);
        Assert.StartsWith(invariant + ":", result.Error, StringComparison.Ordinal);
        await _elb.DidNotReceive().ModifyRuleAsync(Arg.Any<ModifyRuleRequest>(), Arg.Any<CancellationToken>());
    }

    private Task<ActionResult> RunAsync(int from, int to) => new ActionRunner(new AwsClients(null!, _elb, null!, null!, null!)).RunAsync(
        new PlannedAction.SetWeights(Sample.Rule, Colour.Blue, Sample.Blue, Sample.Green, from, to, "test"), Sample.Target("h1:new"), CancellationToken.None);

    private void Healthy(string group, bool healthy) =>
        _elb.DescribeTargetHealthAsync(Arg.Is<DescribeTargetHealthRequest>(request => request.TargetGroupArn == group), Arg.Any<CancellationToken>())
            .Returns(new DescribeTargetHealthResponse
            {
                TargetHealthDescriptions = [new TargetHealthDescription { TargetHealth = new TargetHealth { State = healthy ? TargetHealthStateEnum.Healthy : TargetHealthStateEnum.Unhealthy } }],
            });
}
