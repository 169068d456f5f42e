using System.Net;
using Amazon.CloudWatchLogs.Model;
using Amazon.ECS;
using Amazon.ECS.Model;
using AwsSdk.Tests.Support;

namespace AwsSdk.Tests;

public sealed class JsonAnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async System.Threading.Tasks.Task Members_that_are_known_are_read_and_others_passed_over()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("""
            {"services":[{"serviceName":"beer-api","desiredCount":2,
              "launchType":"FARGATE","schedulingStrategy":"A_NEW_ONE","propagateTags":null,
              "deployments":[{"id":"ecs-svc/1","rolloutState":"IN_PROGRESS","createdAt":1795435200.123}],
              "invented":{"in":["the","future"]}}],
             "failures":[],"alsoInvented":1}
            """));
        using var ecs = aws.Ecs;
        var service = Assert.Single((await ecs.DescribeServicesAsync(new DescribeServicesRequest(), Cancel)).Services);

        Assert.Equal("beer-api", service.ServiceName);
        Assert.Equal(2, service.DesiredCount);
        Assert.Same(LaunchType.FARGATE, service.LaunchType);
        Assert.Equal("A_NEW_ONE", service.SchedulingStrategy.Value);
        Assert.Null(service.PropagateTags);
        var deployment = Assert.Single(service.Deployments);
        Assert.Equal(DeploymentRolloutState.IN_PROGRESS, deployment.RolloutState);
        Assert.Equal(new DateTime(2026, 11, 23, 12, 0, 0, 123, DateTimeKind.Utc), deployment.CreatedAt);
        Assert.Equal(DateTimeKind.Utc, deployment.CreatedAt!.Value.Kind);
    }

    [Fact]
    public async System.Threading.Tasks.Task What_an_answer_leaves_out_is_null_and_an_empty_list_is_empty()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("""{"services":[{}],"failures":[]}"""));
        using var ecs = aws.Ecs;
        var answer = await ecs.DescribeServicesAsync(new DescribeServicesRequest(), Cancel);

        Assert.Empty(answer.Failures);
        var service = Assert.Single(answer.Services);
        Assert.Null(service.Tags);
        Assert.Null(service.DesiredCount);
        Assert.Null(service.CreatedAt);
        Assert.Null(service.LaunchType);
        Assert.Null(service.NetworkConfiguration);
    }

    [Fact]
    public void New_requests_have_no_collections_and_no_values()
    {
        var request = new CreateServiceRequest();
        Assert.Null(request.LoadBalancers);
        Assert.Null(request.Tags);
        Assert.Null(request.DesiredCount);
        Assert.Null(new LogConfiguration().Options);
    }

    [Fact]
    public async System.Threading.Tasks.Task An_answer_carries_its_status_and_request_id()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}").With("x-amzn-RequestId", "request-5"));
        using var ecs = aws.Ecs;
        var answer = await ecs.ListTasksAsync(new ListTasksRequest(), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.HttpStatusCode);
        Assert.Equal("request-5", answer.ResponseMetadata.RequestId);
    }

    [Fact]
    public async System.Threading.Tasks.Task Times_of_logs_are_read_from_milliseconds()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("""
            {"events":[{"timestamp":1795435200250,"message":"ready","ingestionTime":1795435201000}],"nextForwardToken":"f/1"}
            """));
        using var logs = aws.Logs;
        var answer = await logs.GetLogEventsAsync(new GetLogEventsRequest { LogStreamName = "s" }, Cancel);

        var line = Assert.Single(answer.Events);
        Assert.Equal("ready", line.Message);
        Assert.Equal(new DateTime(2026, 11, 23, 12, 0, 0, 250, DateTimeKind.Utc), line.Timestamp);
        Assert.Equal(new DateTime(2026, 11, 23, 12, 0, 1, DateTimeKind.Utc), line.IngestionTime);
        Assert.Equal("f/1", answer.NextForwardToken);
    }
}
