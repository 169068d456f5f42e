using LocalCloud.Tests.Support;

namespace LocalCloud.Tests.Ecs;

/// <summary>A client written by others understands every answer: the AWS CLI.</summary>
public sealed class AwsCliTests : IAsyncLifetime
{
    private const string Network = "awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-1]}";
    private TestRegion _region = null!;

    public async ValueTask InitializeAsync()
    {
        _region = await TestRegion.StartAsync();
        _region.Script("idle:1", "echo hello from $0 $*; sleep 1000");
    }

    public ValueTask DisposeAsync() => _region.DisposeAsync();

    [Fact]
    public async Task The_CLI_brings_a_service_up_reads_it_and_takes_it_down()
    {
        var aws = AwsCli.For(_region);
        await aws.JsonAsync("ecs", "create-cluster", "--cluster-name", "cli");
        await aws.JsonAsync("logs", "create-log-group", "--log-group-name", "g");
        await aws.JsonAsync(
            "ecs", "register-task-definition", "--family", "web", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512", "--requires-compatibilities", "FARGATE",
            "--execution-role-arn", "arn:aws:iam::000000000000:role/x",
            "--container-definitions", """[{"name":"main","image":"idle:1","logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"g","awslogs-region":"eu-west-1","awslogs-stream-prefix":"p"}}}]""");
        await aws.JsonAsync(
            "ecs", "create-service", "--cluster", "cli", "--service-name", "web", "--task-definition", "web", "--desired-count", "1", "--launch-type", "FARGATE",
            "--network-configuration", Network, "--deployment-configuration", "deploymentCircuitBreaker={enable=true,rollback=false},minimumHealthyPercent=100,maximumPercent=200",
            "--tags", "key=publican:service,value=web");

        // The CLI's own waiter judges by deployments and counts.
        await aws.JsonAsync("ecs", "wait", "services-stable", "--cluster", "cli", "--services", "web");

        var described = await aws.JsonAsync("ecs", "describe-services", "--cluster", "cli", "--services", "web", "--include", "TAGS");
        var service = described!["services"]![0]!;
        Assert.Equal(
            ("ACTIVE", 1, "web"), ((string)service["status"]!, (int)service["runningCount"]!, (string)service["tags"]![0]!["value"]!));
        var task = (string)(await aws.JsonAsync("ecs", "list-tasks", "--cluster", "cli", "--service-name", "web"))!["taskArns"]![0]!;
        var log = await aws.JsonAsync(
            "logs", "get-log-events", "--log-group-name", "g", "--log-stream-name", $"p/main/{task.Split('/')[^1]}");
        Assert.StartsWith("hello from", (string)log!["events"]![0]!["message"]!);

        await aws.JsonAsync("ecs", "update-service", "--cluster", "cli", "--service", "web", "--desired-count", "0");
        await aws.JsonAsync("ecs", "wait", "services-stable", "--cluster", "cli", "--services", "web");
        await aws.JsonAsync("ecs", "delete-service", "--cluster", "cli", "--service", "web");
        await aws.JsonAsync("ecs", "wait", "services-inactive", "--cluster", "cli", "--services", "web");
        Assert.All(await _region.LoggedCallsAsync(), call => Assert.Equal("cli", (string)call!["caller"]!));
    }

    [Fact]
    public async Task The_CLI_runs_a_job_and_waits_for_its_end()
    {
        var aws = AwsCli.For(_region);
        _region.Script("job:1", "echo $0 $*; exit 3");
        await aws.JsonAsync("ecs", "create-cluster", "--cluster-name", "cli");
        await aws.JsonAsync(
            "ecs", "register-task-definition", "--family", "job", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
            "--container-definitions", """[{"name":"main","image":"job:1"}]""");
        var started = await aws.JsonAsync(
            "ecs", "run-task", "--cluster", "cli", "--task-definition", "job", "--launch-type", "FARGATE", "--network-configuration", Network, "--started-by", "h1:0",
            "--overrides", """{"containerOverrides":[{"name":"main","command":["migrate","now"]}]}""");
        var arn = (string)started!["tasks"]![0]!["taskArn"]!;

        await aws.JsonAsync("ecs", "wait", "tasks-stopped", "--cluster", "cli", "--tasks", arn);

        var task = (await aws.JsonAsync("ecs", "describe-tasks", "--cluster", "cli", "--tasks", arn))!["tasks"]![0]!;
        Assert.Equal((3, "EssentialContainerExited"), ((int)task["containers"]![0]!["exitCode"]!, (string)task["stopCode"]!));
        Assert.EndsWith("migrate now\n", _region.LogOf(arn.Split('/')[^1]));
    }

    [Fact]
    public async Task The_CLI_shows_errors_as_it_does_on_AWS()
    {
        var aws = AwsCli.For(_region);
        Assert.Contains(
            "(ClusterNotFoundException) when calling the DescribeServices operation: Cluster not found.",
            await aws.ErrorAsync("ecs", "describe-services", "--services", "web"));
        Assert.Contains(
            "(ParameterNotFound) when calling the GetParameter operation",
            await aws.ErrorAsync("ssm", "get-parameter", "--name", "/nothing"));
        Assert.Contains("(UnknownOperationException)", await aws.ErrorAsync("ecs", "list-account-settings"));
        Assert.Equal("000000000000", (string)(await aws.JsonAsync("sts", "get-caller-identity"))!["Account"]!);
    }
}
