using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using AwsSdk.Tests.Support;

namespace AwsSdk.Tests;

public sealed class RetryTests
{
    private static readonly Answer Throttled = Answer.Json("""{"__type":"ThrottlingException","message":"Rate exceeded"}""", 400);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async System.Threading.Tasks.Task A_throttled_call_is_tried_again()
    {
        await using var aws = await FakeAws.StartAsync(Throttled, Answer.Json("""{"taskArns":["arn:task"]}"""));
        using var ecs = aws.Ecs;
        Assert.Equal(["arn:task"], (await ecs.ListTasksAsync(new ListTasksRequest(), Cancel)).TaskArns);
        Assert.Equal(2, aws.Requests.Count);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_throttled_Query_call_is_tried_again()
    {
        await using var aws = await FakeAws.StartAsync(
            Answer.XmlError("Throttling", "Rate exceeded", 400), Answer.Result("DescribeRules", "<NextMarker>n</NextMarker>"));
        using var elb = aws.LoadBalancing;
        Assert.Equal("n", (await elb.DescribeRulesAsync(new DescribeRulesRequest(), Cancel)).NextMarker);
        Assert.Equal(aws.Requests[0].Form, aws.Requests[1].Form);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_retry_keeps_the_token_so_that_the_task_runs_once()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}", 500), Answer.Json("{}"));
        using var ecs = aws.Ecs;
        await ecs.RunTaskAsync(new RunTaskRequest { TaskDefinition = "job:1" }, Cancel);
        Assert.Equal(2, aws.Requests.Count);
        Same.Json(aws.Requests[0].Body, aws.Requests[1].Json);
    }

    [Fact]
    public async System.Threading.Tasks.Task When_tries_are_used_up_the_last_answer_is_thrown()
    {
        await using var aws = await FakeAws.StartAsync(Throttled, Throttled);
        using var ecs = aws.Ecs;
        var error = await Assert.ThrowsAsync<AmazonECSException>(() => ecs.ListTasksAsync(new ListTasksRequest(), Cancel));
        Assert.Equal("ThrottlingException", error.ErrorCode);
        Assert.Equal(2, aws.Requests.Count);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_refusal_is_not_tried_again()
    {
        await using var aws = await FakeAws.StartAsync(Answer.XmlError("RuleNotFound", "no", 400));
        using var elb = aws.LoadBalancing;
        await Assert.ThrowsAsync<RuleNotFoundException>(() => elb.DeleteRuleAsync(new DeleteRuleRequest { RuleArn = "r" }, Cancel));
        Assert.Single(aws.Requests);
    }
}
