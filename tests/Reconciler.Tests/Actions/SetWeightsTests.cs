using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Tests.Rollouts;

namespace Publican.Tests.Actions;

/// <summary>The write that matters most, at the port.</summary>
public sealed class SetWeightsTests
{
    private readonly Ports _ports = new();

    [Fact]
    public async Task I16_two_numbers_change_and_everything_else_is_written_back_as_read()
    {
        ModifyRuleRequest? written = null;
        await _ports.Elb.ModifyRuleAsync(Arg.Do<ModifyRuleRequest>(request => written = request), Arg.Any<CancellationToken>());
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Ports.Weights(10, 50))).Outcome);

        Assert.Null(written!.Conditions);
        Assert.Equal([(ActionTypeEnum.AuthenticateOidc, 1), (ActionTypeEnum.Forward, 2)], written.Actions.Select(action => (action.Type, action.Order!.Value)));
        var config = written.Actions[1].ForwardConfig;
        Assert.Equal(60, config.TargetGroupStickinessConfig.DurationSeconds);
        Assert.Equal([(Sample.Blue, 50), (Sample.Green, 50)], config.TargetGroups.Select(group => (group.TargetGroupArn, group.Weight!.Value)));
    }

    [Fact]
    public async Task I16_a_client_secret_that_no_read_shows_is_kept()
    {
        ModifyRuleRequest? written = null;
        await _ports.Elb.ModifyRuleAsync(Arg.Do<ModifyRuleRequest>(request => written = request), Arg.Any<CancellationToken>());
        await _ports.RunAsync(Ports.Weights(10, 0));
        Assert.Equal(("publican", true), (written!.Actions[0].AuthenticateOidcConfig.ClientId, written.Actions[0].AuthenticateOidcConfig.UseExistingClientSecret));
    }

    [Fact]
    public async Task A_rollback_does_not_mind_who_wrote_the_weights_before() => Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Ports.Weights(50, 0))).Outcome);

    [Fact]
    public async Task A_lost_answer_is_unclear_and_a_refusal_is_not()
    {
        _ports.Elb.ModifyRuleAsync(Arg.Any<ModifyRuleRequest>(), Arg.Any<CancellationToken>()).Returns<ModifyRuleResponse>(_ => throw new HttpRequestException("connection reset"));
        Assert.Equal(ActionOutcome.Unclear, (await _ports.RunAsync(Ports.Weights(10, 50))).Outcome);

        _ports.GreenWeight = 10;
        _ports.Elb.ModifyRuleAsync(Arg.Any<ModifyRuleRequest>(), Arg.Any<CancellationToken>()).Returns<ModifyRuleResponse>(_ =>
            throw new AmazonElasticLoadBalancingV2Exception("Rate exceeded", null, Amazon.Runtime.ErrorType.Sender, "Throttling", "1", System.Net.HttpStatusCode.BadRequest));
        var refused = await _ports.RunAsync(Ports.Weights(10, 50));
        Assert.Equal((ActionOutcome.Refused, null), (refused.Outcome, refused.Invariant));
    }
}
