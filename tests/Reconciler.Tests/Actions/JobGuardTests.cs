using Amazon.ECS.Model;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Publican.Actions;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.CronJobs;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

/// <summary>Writes for jobs, at the port: I15 and I22.</summary>
public sealed class JobGuardTests
{
    private static readonly JobRun Begun = JobRun.Begin(1_767_322_800, 1, JobScene.Firing);
    private static readonly RunRecord Record = RunRecord.Empty.With(Begun);
    private readonly Ports _ports = new();

    private static PlannedAction.RunJob Run => new(Ports.Definition, Begun, Revision: null);

    private static PlannedAction.WriteRuns Write => new(Ports.Definition, Record, "note that the run is begun");

    public JobGuardTests() => Tagged(Record);

    [Fact]
    public async Task A_run_is_one_for_ecs_whichever_revision_and_commit_asks_for_it()
    {
        var sent = new List<RunTaskRequest>();
        _ports.Ecs.RunTaskAsync(Arg.Do<RunTaskRequest>(sent.Add), Arg.Any<CancellationToken>()).Returns(new RunTaskResponse());
        var target = new JobScene().Target;

        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Run, target)).Outcome);
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Run, target with { Commit = "another", Revision = "h1:other" })).Outcome);
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Run with { Revision = "h1:new" }, target)).Outcome);

        Assert.Equal("publican/beer-api/cron/1767322800/1", sent[0].StartedBy);
        Assert.Equal(64, sent[0].ClientToken.Length);
        Assert.Equal(sent[0].ClientToken, sent[1].ClientToken);
        Assert.Null(sent[0].Overrides);
        Assert.DoesNotContain(sent[0].Tags, tag => tag.Key == OwnerTags.Commit);
        Assert.Equal("publican/beer-api/once/h1-new/1767322800/1", sent[2].StartedBy);
        Assert.NotEqual(sent[0].ClientToken, sent[2].ClientToken);
    }

    [Fact]
    public async Task A_token_that_was_used_by_another_revision_is_no_failure()
    {
        _ports.Ecs.RunTaskAsync(Arg.Any<RunTaskRequest>(), Arg.Any<CancellationToken>()).ThrowsAsync(new ConflictException("used before"));
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Run, new JobScene().Target)).Outcome);
    }

    [Fact]
    public async Task No_place_for_a_task_is_a_refusal_in_the_words_of_ecs()
    {
        _ports.Ecs.RunTaskAsync(Arg.Any<RunTaskRequest>(), Arg.Any<CancellationToken>())
            .Returns(new RunTaskResponse { Failures = [new Failure { Reason = "Capacity is unavailable at this time." }] });
        Assert.Equal(new ActionResult(ActionOutcome.Refused, "RunTask placed no task: Capacity is unavailable at this time."), await _ports.RunAsync(Run, new JobScene().Target));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("1767322800.1=ok+9")]
    [InlineData("1767322800.2=run@100")]
    public async Task No_run_is_started_that_is_not_noted_as_begun(string tag)
    {
        Tagged(RunRecord.Parse(new Dictionary<string, string> { [OwnerTags.Runs] = tag }));
        Assert.Equal("I22", (await _ports.RunAsync(Run, new JobScene().Target)).Invariant);
        Assert.Empty(_ports.Writes);
    }

    [Fact]
    public async Task No_note_that_somebody_else_made_is_taken_back()
    {
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Write, new JobScene().Target)).Outcome);
        await _ports.Ecs.Received(1).TagResourceAsync(
            Arg.Is<TagResourceRequest>(request => request.ResourceArn == Ports.Definition && request.Tags.Single().Key == "publican:runs" && request.Tags.Single().Value == "1767322800.1=run@0"),
            Arg.Any<CancellationToken>());

        Tagged(RunRecord.Empty.With(Begun with { State = RunCodes.Ok, Open = false }));
        Assert.Equal("I22", (await _ports.RunAsync(Write, new JobScene().Target)).Invariant);
        Tagged(Record.With(JobRun.Begin(1_767_326_400, 1, JobScene.Now)));
        Assert.Equal("I22", (await _ports.RunAsync(Write, new JobScene().Target)).Invariant);
    }

    [Fact]
    public async Task What_carries_no_tags_of_the_job_is_not_written_nor_stopped()
    {
        _ports.Ecs.DescribeTaskDefinitionAsync(Arg.Any<DescribeTaskDefinitionRequest>(), Arg.Any<CancellationToken>()).Returns(new DescribeTaskDefinitionResponse());
        _ports.Foreign = "*";
        foreach (var action in new PlannedAction[] { Run, Write, new PlannedAction.StopJob(Ports.Task, Begun.Name, PlannedAction.StopJob.TimedOut) })
            Assert.Equal("I15", (await _ports.RunAsync(action, new JobScene().Target)).Invariant);
        Assert.Empty(_ports.Writes);
    }

    [Fact]
    public async Task A_run_is_stopped_with_the_reason_that_its_end_is_told_by()
    {
        await _ports.RunAsync(new PlannedAction.StopJob(Ports.Task, Begun.Name, PlannedAction.StopJob.Replaced), new JobScene().Target);
        await _ports.Ecs.Received(1).StopTaskAsync(Arg.Is<StopTaskRequest>(request => request.Task == Ports.Task && request.Reason == "publican: the next run takes its place"), Arg.Any<CancellationToken>());
    }

    private void Tagged(RunRecord record) =>
        _ports.Ecs.DescribeTaskDefinitionAsync(Arg.Any<DescribeTaskDefinitionRequest>(), Arg.Any<CancellationToken>()).Returns(new DescribeTaskDefinitionResponse
        {
            Tags = [new Tag { Key = OwnerTags.Service, Value = "beer-api" }, new Tag { Key = OwnerTags.Environment, Value = "local" }, .. record.ToTags().Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        });
}
