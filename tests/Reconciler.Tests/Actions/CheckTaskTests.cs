using Amazon.ECS.Model;
using NSubstitute;
using Publican.Actions;
using Publican.Aws;
using Publican.Observed;
using Publican.Planning;
using Publican.Tests.Rollouts;
using Task = System.Threading.Tasks.Task;

namespace Publican.Tests.Actions;

/// <summary>The calls of a check task, at the port.</summary>
public sealed class CheckTaskTests
{
    private const string Hook = "check/0/1a2b3c4d";
    private static readonly PlannedAction.RunCheckTask Run = new("arn:definition/h1:new", "h1:new", Hook, ["smoke", "--fast"], (new Uri("http://127.0.0.1:8080/"), "beer-api.token"));
    private readonly Ports _ports = new();

    [Fact]
    public async Task It_is_told_how_to_reach_the_candidate_and_cannot_be_started_twice()
    {
        var sent = new List<RunTaskRequest>();
        _ports.Ecs.RunTaskAsync(Arg.Do<RunTaskRequest>(sent.Add), Arg.Any<CancellationToken>()).Returns(new RunTaskResponse());

        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Run)).Outcome);
        Assert.Equal(ActionOutcome.Done, (await _ports.RunAsync(Run)).Outcome);

        var overrides = sent[0].Overrides.ContainerOverrides.Single();
        Assert.Equal(["smoke", "--fast"], overrides.Command);
        Assert.Equal(
            ["PUBLICAN_PREVIEW_URL=http://127.0.0.1:8080", "PUBLICAN_PREVIEW_HEADER=X-Publican-Preview: beer-api.token"],
            overrides.Environment.Select(variable => $"{variable.Name}={variable.Value}"));
        Assert.Equal("publican/beer-api/h1-new/check/0/1a2b3c4d", sent[0].StartedBy);
        Assert.Equal(64, sent[0].ClientToken.Length);
        Assert.Equal(sent[0].ClientToken, sent[1].ClientToken);
    }

    [Fact]
    public async Task One_that_ECS_has_no_place_for_is_refused_in_its_words()
    {
        _ports.Ecs.RunTaskAsync(Arg.Any<RunTaskRequest>(), Arg.Any<CancellationToken>())
            .Returns(new RunTaskResponse { Failures = [new Amazon.ECS.Model.Failure { Reason = "RESOURCE:CPU", Detail = "no room" }] });

        Assert.Equal(new ActionResult(ActionOutcome.Refused, "RunTask placed no task: RESOURCE:CPU no room"), await _ports.RunAsync(Run));
    }

    [Fact]
    public async Task That_it_was_good_is_a_tag_of_the_task_definition()
    {
        await _ports.RunAsync(new PlannedAction.RecordCheckTask("arn:definition/h1:new", Hook));

        await _ports.Ecs.Received(1).TagResourceAsync(
            Arg.Is<TagResourceRequest>(request => request.ResourceArn == "arn:definition/h1:new" && request.Tags.Single().Key == $"publican:{Hook}" && request.Tags.Single().Value == "ok"),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_tag_is_read_back_and_an_open_one_is_looked_for_again()
    {
        var tags = new List<Tag> { new() { Key = OwnerTags.Revision, Value = "h1:new" }, new() { Key = OwnerTags.Before, Value = "ok" } };
        _ports.Ecs.ListTaskDefinitionsAsync(Arg.Any<ListTaskDefinitionsRequest>(), Arg.Any<CancellationToken>()).Returns(new ListTaskDefinitionsResponse { TaskDefinitionArns = ["arn:definition/h1:new"] });
        _ports.Ecs.DescribeTaskDefinitionAsync(Arg.Any<DescribeTaskDefinitionRequest>(), Arg.Any<CancellationToken>())
            .Returns(_ => new DescribeTaskDefinitionResponse { TaskDefinition = new Amazon.ECS.Model.TaskDefinition(), Tags = [.. tags] });
        var reader = new TaskDefinitionReader(new AwsClients(_ports.Ecs, null!, null!, null!, null!, null!), TimeProvider.System);

        Assert.Empty((await reader.FindAsync("local-beer-api", "h1:new", named: false, hasBefore: true, [Hook], CancellationToken.None))!.Checks);
        tags.Add(new() { Key = $"publican:{Hook}", Value = "ok" });
        Assert.True((await reader.FindAsync("local-beer-api", "h1:new", named: false, hasBefore: true, [Hook], CancellationToken.None))!.Checks[Hook].Succeeded);
    }
}
