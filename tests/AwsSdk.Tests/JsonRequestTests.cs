using Amazon.CloudWatchLogs.Model;
using Amazon.ECS;
using Amazon.ECS.Model;
using AwsSdk.Tests.Support;

namespace AwsSdk.Tests;

public sealed class JsonRequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async System.Threading.Tasks.Task A_request_names_its_operation_and_is_signed_for_its_service_and_region()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}"));
        using var ecs = aws.Ecs;
        await ecs.DescribeClustersAsync(new DescribeClustersRequest(), Cancel);

        Assert.Equal(("POST", "/"), (aws.Request.Method, aws.Request.Path));
        Assert.Equal("AmazonEC2ContainerServiceV20141113.DescribeClusters", aws.Request.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", aws.Request.Headers["Content-Type"]);
        Assert.Matches(
            "^AWS4-HMAC-SHA256 Credential=AKIDOFTEST/[0-9]{8}/eu-west-1/ecs/aws4_request, "
            + @"SignedHeaders=\S*x-amz-target\S*, Signature=[0-9a-f]{64}$",
            aws.Request.Headers["Authorization"]);
        Assert.Equal("{}", aws.Request.Body);
    }

    [Fact]
    public async System.Threading.Tasks.Task What_is_not_set_is_not_sent_and_zero_false_and_empty_are()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}"));
        using var ecs = aws.Ecs;
        await ecs.UpdateServiceAsync(
            new UpdateServiceRequest
            {
                Service = "beer-api",
                DesiredCount = 0,
                ForceNewDeployment = false,
                LoadBalancers = [],
                DeploymentConfiguration = new DeploymentConfiguration { MinimumHealthyPercent = 100 },
            },
            Cancel);

        Same.Json(
            """
            {"service":"beer-api","desiredCount":0,"forceNewDeployment":false,"loadBalancers":[],
             "deploymentConfiguration":{"minimumHealthyPercent":100}}
            """,
            aws.Request.Json);
    }

    [Fact]
    public async System.Threading.Tasks.Task Lists_maps_and_constants_travel_by_their_wire_names()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}"));
        using var ecs = aws.Ecs;
        await ecs.RegisterTaskDefinitionAsync(
            new RegisterTaskDefinitionRequest
            {
                Family = "beer-api",
                NetworkMode = NetworkMode.Awsvpc,
                RequiresCompatibilities = [Compatibility.FARGATE],
                ContainerDefinitions =
                [
                    new ContainerDefinition
                    {
                        Name = "main",
                        Environment = [new Amazon.ECS.Model.KeyValuePair { Name = "A", Value = "é\"" }],
                        PortMappings = [new PortMapping { ContainerPort = 8080, Protocol = TransportProtocol.Tcp }],
                        LogConfiguration = new() { LogDriver = LogDriver.Awslogs, Options = new() { ["awslogs-group"] = "/beer" } },
                    },
                ],
                Tags = [new Tag { Key = "publican:colour", Value = "blue" }],
            },
            Cancel);

        Same.Json(
            """
            {"family":"beer-api","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],
             "containerDefinitions":[{"name":"main","environment":[{"name":"A","value":"é\""}],
               "portMappings":[{"containerPort":8080,"protocol":"tcp"}],
               "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/beer"}}}],
             "tags":[{"key":"publican:colour","value":"blue"}]}
            """,
            aws.Request.Json);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_run_task_without_a_token_gets_one_of_its_own()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}"), Answer.Json("{}"), Answer.Json("{}"));
        using var ecs = aws.Ecs;
        await ecs.RunTaskAsync(new RunTaskRequest { TaskDefinition = "job:1" }, Cancel);
        await ecs.RunTaskAsync(new RunTaskRequest { TaskDefinition = "job:1" }, Cancel);
        await ecs.RunTaskAsync(new RunTaskRequest { TaskDefinition = "job:1", ClientToken = "mine" }, Cancel);

        var tokens = aws.Requests.Select(request => request.Json["clientToken"]!.GetValue<string>()).ToArray();
        Assert.True(Guid.TryParse(tokens[0], out _), tokens[0]);
        Assert.NotEqual(tokens[0], tokens[1]);
        Assert.Equal("mine", tokens[2]);
    }

    [Fact]
    public async System.Threading.Tasks.Task Times_of_logs_are_whole_milliseconds()
    {
        await using var aws = await FakeAws.StartAsync(Answer.Json("{}"));
        using var logs = aws.Logs;
        var start = new DateTime(2026, 11, 23, 12, 0, 0, 250, DateTimeKind.Utc);
        await logs.GetLogEventsAsync(new GetLogEventsRequest { LogStreamName = "s", StartTime = start, Limit = 20 }, Cancel);

        Assert.Equal("Logs_20140328.GetLogEvents", aws.Request.Headers["X-Amz-Target"]);
        Same.Json("""{"logStreamName":"s","startTime":1795435200250,"limit":20}""", aws.Request.Json);
    }

    [Fact]
    public async System.Threading.Tasks.Task Free_form_documents_travel_as_they_are()
    {
        const string details = """{"a":[1,2.5,true,null,"x"],"b":{"big":5000000000}}""";
        const string hooks = $$$"""[{"hookDetails":{{{details}}}},{"roleArn":"r"}]""";
        await using var aws = await FakeAws.StartAsync(
            Answer.Json($$$"""{"services":[{"deploymentConfiguration":{"lifecycleHooks":{{{hooks}}}}}]}"""), Answer.Json("{}"));
        using var ecs = aws.Ecs;
        var described = await ecs.DescribeServicesAsync(new DescribeServicesRequest { Services = ["s"] }, Cancel);
        var deployment = described.Services[0].DeploymentConfiguration;
        await ecs.UpdateServiceAsync(new UpdateServiceRequest { DeploymentConfiguration = deployment }, Cancel);

        Same.Json(hooks, aws.Requests[1].Json["deploymentConfiguration"]!["lifecycleHooks"]!);
    }
}
