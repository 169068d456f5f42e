using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Publican.Actions;
using Publican.Aws;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

/// <summary>What a write reads before and after it: how fresh that must be, and how little the way home needs.</summary>
public sealed class GuardReadsTests
{
    [Fact]
    public async Task I17_reads_that_took_too_long_allow_only_the_way_home()
    {
        await new Ports { ReadTakes = TimeSpan.FromSeconds(3) }.RefusedAsync("I17", Ports.Weights(10, 50));
        Assert.Equal(ActionOutcome.Done, (await new Ports { ReadTakes = TimeSpan.FromSeconds(3) }.RunAsync(Ports.Weights(10, 0))).Outcome);
    }

    [Fact]
    public async Task I17_a_forward_move_that_somebody_else_wrote_over_is_not_taken_for_done()
    {
        var ports = new Ports();
        ports.Elb.ModifyRuleAsync(Arg.Any<ModifyRuleRequest>(), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            ports.GreenWeight = 0;
            return new ModifyRuleResponse();
        });
        var result = await ports.RunAsync(Ports.Weights(10, 50));
        Assert.Equal((ActionOutcome.Unclear, "I17"), (result.Outcome, result.Invariant));
    }

    [Fact]
    public async Task I12_the_way_home_needs_one_rule_and_the_health_of_the_stable_side()
    {
        var ports = new Ports();
        ports.Ecs.DescribeServicesAsync(Arg.Any<DescribeServicesRequest>(), Arg.Any<CancellationToken>()).ThrowsAsync(new HttpRequestException("away"));
        ports.Elb.DescribeTagsAsync(Arg.Any<DescribeTagsRequest>(), Arg.Any<CancellationToken>()).ThrowsAsync(new HttpRequestException("away"));
        Assert.Equal(ActionOutcome.Done, (await ports.RunAsync(Ports.Weights(10, 0))).Outcome);
        Assert.Equal(["DescribeTargetHealthAsync", "DescribeRulesAsync", "ModifyRuleAsync"], ports.Calls);
    }

    [Fact]
    public async Task I12_the_way_home_comes_before_all_other_calls_and_a_way_forward_only_while_its_reads_are_fresh()
    {
        var (ports, scopes) = (new Ports(), new List<CallScope>());
        ports.Elb.ModifyRuleAsync(Arg.Any<ModifyRuleRequest>(), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            scopes.Add(CallScope.Current);
            return new ModifyRuleResponse();
        });
        CallScope.Current = new CallScope(CallPriority.Rollout);
        await ports.RunAsync(Ports.Weights(10, 50));
        await ports.RunAsync(Ports.Weights(50, 0));
        Assert.Equal([new(CallPriority.Rollout, Sample.Now + TimeSpan.FromSeconds(5)), new CallScope(CallPriority.Rollback)], scopes);
        Assert.Equal(new CallScope(CallPriority.Rollout), CallScope.Current);
    }

    [Fact]
    public async Task A_read_that_fails_before_the_write_means_that_nothing_was_written()
    {
        var ports = new Ports();
        ports.Ecs.DescribeServicesAsync(Arg.Any<DescribeServicesRequest>(), Arg.Any<CancellationToken>()).ThrowsAsync(new HttpRequestException("away"));
        Assert.Equal(ActionOutcome.Refused, (await ports.RunAsync(Ports.Weights(10, 50))).Outcome);
        Assert.Empty(ports.Writes);
    }
}
