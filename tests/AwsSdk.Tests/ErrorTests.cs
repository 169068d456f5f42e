using System.Net;
using Amazon.CloudWatchLogs;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using AwsSdk.Tests.Support;

namespace AwsSdk.Tests;

public sealed class ErrorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"__type":"ClusterNotFoundException","message":"Cluster not found."}""")]
    [InlineData("""{"__type":"com.amazonaws.ecs#ClusterNotFoundException","Message":"Cluster not found."}""")]
    public async System.Threading.Tasks.Task A_JSON_error_becomes_its_exception(string body)
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json(body, 400).With("x-amzn-RequestId", "request-3"));
        using var ecs = aws.Ecs;
        var error = await Assert.ThrowsAsync<ClusterNotFoundException>(() => ecs.DescribeServicesAsync(new(), Cancel));

        Assert.IsAssignableFrom<AmazonECSException>(error);
        Assert.Equal("Cluster not found.", error.Message);
        Assert.Equal("ClusterNotFoundException", error.ErrorCode);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal("request-3", error.RequestId);
        Assert.Equal(ErrorType.Sender, error.ErrorType);
    }

    [Fact]
    public async System.Threading.Tasks.Task The_code_may_come_in_a_header_alone()
    {
        var answer = Answer.Json("""{"message":"no"}""", 400)
            .With("x-amzn-ErrorType", "InvalidParameterException:http://internal.amazon.com/coral/com.amazonaws.ecs/");
        await using var aws = await FakeAws.StartAsync(answer);
        using var ecs = aws.Ecs;
        var error = await Assert.ThrowsAsync<InvalidParameterException>(() => ecs.CreateClusterAsync(new CreateClusterRequest(), Cancel));
        Assert.Equal("InvalidParameterException", error.ErrorCode);
    }

    [Fact]
    public async System.Threading.Tasks.Task Details_of_an_error_are_read()
    {
        var answer = Answer.Json("""{"__type":"ConflictException","message":"in use","resourceIds":["arn:task/1"]}""", 400);
        await using var aws = await FakeAws.StartAsync(answer);
        using var ecs = aws.Ecs;
        var error = await Assert.ThrowsAsync<ConflictException>(() => ecs.RunTaskAsync(new RunTaskRequest(), Cancel));
        Assert.Equal(["arn:task/1"], error.ResourceIds);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_code_its_operation_does_not_declare_is_the_services_own_exception()
    {
        // ConflictException exists in ECS, but DescribeServices does not declare it: the official client would not throw it either.
        await using var aws = await FakeAws.StartAsync(
            Answer.Json("""{"__type":"ConflictException","message":"odd"}""", 400), Answer.XmlError("ValidationError", "bad", 400));
        using var ecs = aws.Ecs;
        using var elb = aws.LoadBalancing;
        var json = await Assert.ThrowsAsync<AmazonECSException>(() => ecs.DescribeServicesAsync(new DescribeServicesRequest(), Cancel));
        var query = await Assert.ThrowsAsync<AmazonElasticLoadBalancingV2Exception>(() => elb.DescribeRulesAsync(new(), Cancel));

        Assert.Equal(("ConflictException", "odd"), (json.ErrorCode, json.Message));
        Assert.Equal(("ValidationError", "bad"), (query.ErrorCode, query.Message));
    }

    [Fact]
    public async System.Threading.Tasks.Task A_Query_error_becomes_its_exception_by_code()
    {
        await using var aws = await FakeAws.StartAsync(Answer.XmlError("PriorityInUse", "Priority '10' is currently in use", 400));
        using var elb = aws.LoadBalancing;
        var error = await Assert.ThrowsAsync<PriorityInUseException>(() => elb.CreateRuleAsync(new CreateRuleRequest(), Cancel));

        Assert.IsAssignableFrom<AmazonElasticLoadBalancingV2Exception>(error);
        Assert.Equal("Priority '10' is currently in use", error.Message);
        Assert.Equal("PriorityInUse", error.ErrorCode);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal("request-9", error.RequestId);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_page_of_a_proxy_is_an_error_with_its_status()
    {
        var page = new Answer(403, "text/html", "<html><body>denied<br></body></html>");
        await using var aws = await FakeAws.StartAsync(page, page);
        using var ecs = aws.Ecs;
        using var elb = aws.LoadBalancing;
        var json = await Assert.ThrowsAsync<AmazonECSException>(() => ecs.ListTasksAsync(new ListTasksRequest(), Cancel));
        var query = await Assert.ThrowsAsync<AmazonElasticLoadBalancingV2Exception>(() => elb.DescribeRulesAsync(new(), Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, json.StatusCode);
        Assert.StartsWith("the answer is not JSON", json.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, query.StatusCode);
        Assert.StartsWith("the answer is not XML", query.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async System.Threading.Tasks.Task Same_names_in_two_services_are_different_exceptions()
    {
        var answer = Answer.Json("""{"__type":"ResourceNotFoundException","message":"no stream"}""", 400);
        await using var aws = await FakeAws.StartAsync(answer);
        using var logs = aws.Logs;
        var call = logs.GetLogEventsAsync(new(), Cancel);
        var error = await Assert.ThrowsAsync<Amazon.CloudWatchLogs.Model.ResourceNotFoundException>(() => call);
        Assert.IsAssignableFrom<AmazonCloudWatchLogsException>(error);
    }
}
