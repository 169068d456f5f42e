using Amazon.ECS;
using Amazon.ECS.Model;
using NSubstitute;
using Publican.Aws;
using Publican.Observed;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Observed;

public sealed class JobReaderTests
{
    private static readonly Names Names = new("local", "publican-local", "beer-api");
    private readonly IAmazonECS _ecs = Substitute.For<IAmazonECS>();
    private readonly JobReader _reader;
    private string? _running, _stopped;

    public JobReaderTests()
    {
        _ecs.ListTasksAsync(Arg.Any<ListTasksRequest>(), Arg.Any<CancellationToken>())
            .Returns(call => new ListTasksResponse { TaskArns = (call.Arg<ListTasksRequest>().StartedBy is null ? _stopped : _running) is { } arn ? [arn] : [] });
        _ecs.DescribeTasksAsync(Arg.Any<DescribeTasksRequest>(), Arg.Any<CancellationToken>()).Returns(call => new DescribeTasksResponse
        {
            Tasks =
            [
                new Amazon.ECS.Model.Task
                {
                    TaskArn = call.Arg<DescribeTasksRequest>().Tasks[0], StartedBy = JobReader.StartedBy(Names, "h1:new", "before"), CreatedAt = Sample.Now.UtcDateTime,
                    LastStatus = _stopped is null ? "RUNNING" : "STOPPED", Containers = [new Container { ExitCode = _stopped is null ? null : 0 }],
                },
            ],
        });
        _reader = new JobReader(new AwsClients(_ecs, null!, null!, null!, null!, null!));
    }

    [Fact]
    public async Task A_task_is_found_while_it_runs_and_after()
    {
        Assert.Null(await FindAsync());
        _running = "arn:task/1";
        Assert.False((await FindAsync())!.Stopped);
        (_running, _stopped) = (null, "arn:task/1");
        Assert.Equal(0, (await FindAsync())!.ExitCode);
    }

    [Fact]
    public async Task One_that_was_seen_is_not_forgotten_when_no_list_shows_it()
    {
        _running = "arn:task/1";
        await FindAsync();
        _running = null;

        Assert.Equal("arn:task/1", (await FindAsync())!.Arn);
        Assert.Null(await _reader.FindAsync(Names, "h1:new", "before/r1", TestContext.Current.CancellationToken));
    }

    private Task<OneOffTask?> FindAsync() => _reader.FindAsync(Names, "h1:new", "before", TestContext.Current.CancellationToken);
}
