using System.Text.Json.Nodes;
using LocalCloud.Tests.Support;
using static LocalCloud.Tests.Support.EcsStories;

namespace LocalCloud.Tests.EventBridge;

/// <summary>Rules and targets over HTTP and through the AWS CLI, and what the region's services tell.</summary>
public sealed class RuleTests : IAsyncLifetime
{
    private const string Queue = "arn:aws:sqs:eu-west-1:000000000000:told", ClusterArn = "arn:aws:ecs:eu-west-1:000000000000:cluster/test";
    private TestRegion _region = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync().WithClusterAsync();
        _url = (string)(await _region.CallAsync("AmazonSQS.CreateQueue", new { QueueName = "told" }))["QueueUrl"]!;
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task The_CLI_makes_a_rule_that_hands_a_parameters_changes_to_a_queue_and_takes_it_away()
    {
        var aws = AwsCli.For(_region);
        await aws.JsonAsync("events", "put-rule", "--name", "intents", "--description", "d", "--event-pattern",
            """{"source":["aws.ssm"],"detail-type":["Parameter Store Change"],"detail":{"name":[{"prefix":"/publican/"}]}}""");
        var put = await aws.JsonAsync("events", "put-targets", "--rule", "intents", "--targets", $"Id=queue,Arn={Queue}");
        Assert.Equal(0, (int)put!["FailedEntryCount"]!);
        var rule = Assert.Single((await aws.JsonAsync("events", "list-rules"))!["Rules"]!.AsArray())!;
        Assert.Equal(("intents", "ENABLED", "arn:aws:events:eu-west-1:000000000000:rule/intents"), ((string)rule["Name"]!, (string)rule["State"]!, (string)rule["Arn"]!));

        await aws.JsonAsync("ssm", "put-parameter", "--name", "/elsewhere", "--value", "x", "--type", "String");
        await aws.JsonAsync("ssm", "put-parameter", "--name", "/publican/a", "--value", "x", "--type", "String", "--description", "why");
        await aws.JsonAsync("ssm", "put-parameter", "--name", "/publican/a", "--value", "y", "--overwrite");
        await aws.JsonAsync("ssm", "delete-parameter", "--name", "/publican/a");

        var told = await ToldAsync();
        Assert.Equal(["Create", "Update", "Delete"], told.Select(entry => (string)entry["detail"]!["operation"]!));
        Assert.All(told, entry =>
        {
            Assert.Equal(("0", "aws.ssm", "000000000000", "eu-west-1"), ((string)entry["version"]!, (string)entry["source"]!, (string)entry["account"]!, (string)entry["region"]!));
            Assert.Equal(("/publican/a", "String", "why"), ((string)entry["detail"]!["name"]!, (string)entry["detail"]!["type"]!, (string)entry["detail"]!["description"]!));
            Assert.Equal("arn:aws:ssm:eu-west-1:000000000000:parameter/publican/a", (string)Assert.Single(entry["resources"]!.AsArray())!);
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z", (string)entry["time"]!);
        });

        Assert.Contains("(ValidationException)", await aws.ErrorAsync("events", "delete-rule", "--name", "intents"), StringComparison.Ordinal);
        await aws.JsonAsync("events", "remove-targets", "--rule", "intents", "--ids", "queue");
        await aws.JsonAsync("events", "delete-rule", "--name", "intents");
        Assert.Contains("(ResourceNotFoundException)", await aws.ErrorAsync("events", "list-targets-by-rule", "--rule", "intents"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_tells_each_step_of_its_life_and_its_service_when_it_is_steady()
    {
        await RouteAsync("""{"source":["aws.ecs"]}""");
        _region.Script("idle:1", "sleep 1000");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1);
        await _region.SteadyAsync("web");
        var id = Assert.Single(await _region.TaskIdsAsync("web"));
        await _region.UpdateServiceAsync("web", new { desiredCount = 0 });
        await _region.TaskInAsync(id, "STOPPED");
        var told = await ToldAsync(entry => (string?)entry["detail"]!["lastStatus"] == "STOPPED");

        var tasks = told.Where(entry => (string)entry["detail-type"]! == "ECS Task State Change").Select(entry => entry["detail"]!).ToList();
        string[] phases = [.. tasks.Select(detail => (string)detail["lastStatus"]!).Aggregate(new List<string>(), (seen, phase) => seen is [.., var last] && last == phase ? seen : [.. seen, phase])];
        Assert.Equal(["PROVISIONING", "PENDING", "RUNNING", "DEACTIVATING", "STOPPING", "STOPPED"], phases);
        Assert.All(tasks, detail =>
        {
            Assert.Equal((ClusterArn, "service:web", $"arn:aws:ecs:eu-west-1:000000000000:task/test/{id}"), ((string)detail["clusterArn"]!, (string)detail["group"]!, (string)detail["taskArn"]!));
            Assert.Equal("eni", (string)detail["attachments"]![0]!["type"]!);
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z", (string)detail["createdAt"]!);
        });
        Assert.Equal("STOPPED", (string)tasks.First(detail => (string)detail["lastStatus"]! == "DEACTIVATING")["desiredStatus"]!);
        var versions = tasks.ConvertAll(detail => (long)detail["version"]!);
        Assert.Equal(versions.Order(), versions);

        var service = told.Where(entry => (string)entry["detail-type"]! != "ECS Task State Change").ToList();
        Assert.Equal(["SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_STEADY_STATE"], service.Take(3).Select(entry => (string)entry["detail"]!["eventName"]!));
        Assert.All(service, entry => Assert.Equal("arn:aws:ecs:eu-west-1:000000000000:service/test/web", (string)Assert.Single(entry["resources"]!.AsArray())!));
        Assert.Equal(("INFO", ClusterArn), ((string)service[2]["detail"]!["eventType"]!, (string)service[2]["detail"]!["clusterArn"]!));
        Assert.StartsWith("ecs-svc/", (string)service[0]["detail"]!["deploymentId"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deployment_that_fails_says_so_and_so_does_the_one_that_comes_back()
    {
        _region.Script("idle:1", "sleep 1000");
        _region.Script("crash:1", "exit 1");
        await _region.CreateServiceAsync("web", await _region.RegisterAsync("web", "idle:1"), 1, new { deploymentCircuitBreaker = new { enable = true, rollback = true } });
        var proven = (string)(await _region.SteadyAsync("web"))["deployments"]![0]!["id"]!;
        await RouteAsync("""{"source":["aws.ecs"],"detail-type":["ECS Deployment State Change","ECS Service Action"],"resources":[{"prefix":"arn:aws:ecs:eu-west-1:000000000000:service/test/"}]}""");
        await _region.UpdateServiceAsync("web", new { taskDefinition = await _region.RegisterAsync("web", "crash:1") });
        await Fact.ComesTrueAsync(() => _region.ServiceAsync("web"), service => Events(service).Contains($"(service web) rolling back to deployment {proven}."));

        var told = await ToldAsync(entry => (string?)entry["detail"]!["eventName"] == "SERVICE_STEADY_STATE");

        Assert.Equal(
            ["SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_TASK_START_IMPAIRED", "SERVICE_DEPLOYMENT_FAILED", "SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_STEADY_STATE"],
            told.Select(entry => (string)entry["detail"]!["eventName"]!));
        Assert.Equal(("WARN", "ERROR", proven), ((string)told[1]["detail"]!["eventType"]!, (string)told[2]["detail"]!["eventType"]!, (string)told[3]["detail"]!["deploymentId"]!));
        Assert.Equal("ECS deployment circuit breaker: tasks failed to start.", (string)told[2]["detail"]!["reason"]!);
    }

    [Fact]
    public async Task A_rule_that_is_disabled_or_whose_queue_is_not_there_tells_nobody()
    {
        await CallAsync("PutRule", new { Name = "off", EventPattern = """{"source":["aws.ssm"]}""", State = "DISABLED" });
        await CallAsync("PutTargets", new { Rule = "off", Targets = new[] { new { Id = "q", Arn = Queue } } });
        await CallAsync("PutRule", new { Name = "lost", EventPattern = """{"source":["aws.ssm"]}""" });
        await CallAsync("PutTargets", new { Rule = "lost", Targets = new[] { new { Id = "q", Arn = Queue + "-elsewhere" } } });
        await _region.Ssm("PutParameter", new { Name = "a", Value = "x", Type = "String" });
        await CallAsync("PutRule", new { Name = "off", EventPattern = """{"source":["aws.ssm"]}""", State = "ENABLED" });
        await _region.Ssm("PutParameter", new { Name = "b", Value = "x", Type = "String" });
        Assert.Equal("b", (string)Assert.Single(await ToldAsync())["detail"]!["name"]!);
    }

    [Theory]
    [InlineData("PutRule", """{"Name":"r"}""", "ValidationException", "EventPattern")]
    [InlineData("PutRule", """{"Name":"a b","EventPattern":"{\"source\":[\"x\"]}"}""", "ValidationException", "name")]
    [InlineData("PutRule", """{"Name":"r","ScheduleExpression":"rate(1 minute)"}""", "ValidationException", "ScheduleExpression")]
    [InlineData("PutRule", """{"Name":"r","EventPattern":"{\"source\":[\"x\"]}","EventBusName":"mine"}""", "ResourceNotFoundException", "mine")]
    [InlineData("PutRule", """{"Name":"r","EventPattern":"{\"source\":[{\"suffix\":\"x\"}]}"}""", "InvalidEventPatternException", "suffix")]
    [InlineData("PutTargets", """{"Rule":"none","Targets":[{"Id":"1","Arn":"arn:aws:sqs:eu-west-1:000000000000:q"}]}""", "ResourceNotFoundException", "none")]
    [InlineData("PutTargets", """{"Rule":"there","Targets":[{"Id":"1","Arn":"arn:aws:lambda:eu-west-1:000000000000:function:f"}]}""", "ValidationException", "SQS queues of its region only")]
    [InlineData("PutTargets", """{"Rule":"there","Targets":[{"Id":"1","Arn":"arn:aws:sqs:eu-west-1:000000000000:q","InputPath":"$.detail"}]}""", "ValidationException", "InputPath")]
    [InlineData("PutTargets", """{"Rule":"there","Targets":[{"Id":"1","Arn":"arn:aws:sqs:eu-west-1:000000000000:a"},{"Id":"2","Arn":"arn:aws:sqs:eu-west-1:000000000000:a"},{"Id":"3","Arn":"arn:aws:sqs:eu-west-1:000000000000:a"},{"Id":"4","Arn":"arn:aws:sqs:eu-west-1:000000000000:a"},{"Id":"5","Arn":"arn:aws:sqs:eu-west-1:000000000000:a"},{"Id":"6","Arn":"arn:aws:sqs:eu-west-1:000000000000:a"}]}""", "LimitExceededException", "5")]
    [InlineData("PutEvents", """{"Entries":[]}""", "UnknownOperationException", "PutEvents")]
    public async Task What_AWS_refuses_or_is_not_there_is_refused_with_a_code(string action, string input, string code, string says)
    {
        await CallAsync("PutRule", new { Name = "there", EventPattern = """{"source":["x"]}""" });
        var error = await Assert.ThrowsAsync<AwsCallException>(() => CallAsync(action, JsonNode.Parse(input)!));
        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.AwsMessage, StringComparison.Ordinal);
    }

    private async Task RouteAsync(string pattern)
    {
        await CallAsync("PutRule", new { Name = "ecs", EventPattern = pattern });
        await CallAsync("PutTargets", new { Rule = "ecs", Targets = new[] { new { Id = "q", Arn = Queue } } });
    }

    /// <summary>What is in the queue now; with a fact, all up to the event that it holds for.</summary>
    private async Task<List<JsonNode>> ToldAsync(Func<JsonNode, bool>? until = null)
    {
        var told = new List<JsonNode>();
        while (true)
        {
            var answer = await _region.CallAsync("AmazonSQS.ReceiveMessage", new { QueueUrl = _url, MaxNumberOfMessages = 10, WaitTimeSeconds = until is null ? 0 : 20 });
            var entries = (answer["Messages"]?.AsArray() ?? []).Select(message => JsonNode.Parse((string)message!["Body"]!)!).ToList();
            told.AddRange(entries);
            if (entries.Count == 0 || (until is not null && entries.Exists(entry => until(entry)))) return told;
        }
    }

    private Task<JsonNode> CallAsync(string action, object input) => _region.CallAsync("AWSEvents." + action, input);
}
