using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.ElasticLoadBalancingV2;
using Amazon.SimpleSystemsManagement;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Publican.Aws;
using Publican.Observed;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Observed;

/// <summary>Why a task stopped, in ECS's words: each has to be told from the others.</summary>
public sealed class CrashReaderTests
{
    private readonly IAmazonECS _ecs = Substitute.For<IAmazonECS>();
    private readonly List<Amazon.ECS.Model.Task> _stopped = [];
    private readonly CrashReader _reader;

    public CrashReaderTests()
    {
        _ecs.ListTasksAsync(Arg.Is<ListTasksRequest>(request => request.ServiceName == "beer-api-green" && request.DesiredStatus == DesiredStatus.STOPPED), Arg.Any<CancellationToken>())
            .Returns(_ => new ListTasksResponse { TaskArns = [.. _stopped.Select(task => task.TaskArn)] });
        _ecs.DescribeTasksAsync(Arg.Any<DescribeTasksRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => new DescribeTasksResponse { Tasks = [.. _stopped.Where(task => call.Arg<DescribeTasksRequest>().Tasks.Contains(task.TaskArn))] });
        var aws = new AwsClients(
            _ecs, Substitute.For<IAmazonElasticLoadBalancingV2>(), Substitute.For<IAmazonSimpleSystemsManagement>(), Substitute.For<IAmazonCloudWatch>(), Substitute.For<IAmazonCloudWatchLogs>(), null!);
        _reader = new CrashReader(aws, new FakeTimeProvider(Sample.Now));
    }

    [Theory]
    [InlineData("EssentialContainerExited", "Essential container in task exited", true)]
    [InlineData("TaskFailedToStart", "CannotPullContainerError: not found", true)]
    [InlineData("ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group arn:tg/green)", true)]
    [InlineData("ServiceSchedulerInitiated", "Task failed container health checks", true)]
    [InlineData("ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1)", false)]
    [InlineData("UserInitiated", "Task stopped by user", false)]
    [InlineData("SpotInterruption", "Your Spot Task was interrupted.", false)]
    [InlineData("TerminationNotice", "The host was retired", false)]
    public async Task Only_a_task_that_ended_by_itself_is_a_crash(string code, string reason, bool isCrash)
    {
        Stop("1", code, reason);

        var crashes = await ReadAsync();

        Assert.Equal(isCrash ? 1 : 0, crashes.All.Length);
        Assert.Null(crashes.Error);
    }

    [Fact]
    public async Task A_crash_tells_when_and_why_and_its_exit_code()
    {
        Stop("1", "EssentialContainerExited", "Essential container in task exited");

        var crash = Assert.Single((await ReadAsync()).All);

        Assert.Equal(("1", Sample.Now, true, "Essential container in task exited, exit code 137"), (crash.TaskArn, crash.At, crash.Exited, crash.Reason));
    }

    [Fact]
    public async Task Tasks_of_an_older_deployment_are_not_the_candidates()
    {
        Stop("1", "EssentialContainerExited", "Essential container in task exited", startedBy: "ecs-svc/0");

        Assert.Empty((await ReadAsync()).All);
    }

    [Fact]
    public async Task A_stopped_task_is_described_once_and_remembered_when_ECS_has_forgotten_it()
    {
        Stop("1", "EssentialContainerExited", "Essential container in task exited");
        await ReadAsync();
        _stopped.Clear();
        Stop("2", "EssentialContainerExited", "Essential container in task exited");

        Assert.Equal(2, (await ReadAsync()).All.Length);
        Assert.Equal(2, (await ReadAsync()).All.Length);
        await _ecs.Received(2).DescribeTasksAsync(Arg.Any<DescribeTasksRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_cannot_be_read_is_said()
    {
        _ecs.ListTasksAsync(Arg.Any<ListTasksRequest>(), Arg.Any<CancellationToken>())
            .Returns<ListTasksResponse>(_ => throw new AmazonECSException("Rate exceeded") { ErrorCode = "ThrottlingException" });

        Assert.Equal("ListTasks: ThrottlingException: Rate exceeded", (await ReadAsync()).Error);
    }

    private Task<Crashes> ReadAsync() =>
        _reader.ReadAsync("publican-local", Sample.Service(Colour.Green, "h1:new", 2), TestContext.Current.CancellationToken);

    private void Stop(string arn, string code, string reason, string startedBy = "ecs-svc/1") => _stopped.Add(new Amazon.ECS.Model.Task
    {
        TaskArn = arn,
        StartedBy = startedBy,
        LastStatus = "STOPPED",
        StopCode = TaskStopCode.FindValue(code),
        StoppedReason = reason,
        StoppingAt = Sample.Now.UtcDateTime,
        Containers = [new Container { ExitCode = 137 }],
    });
}
