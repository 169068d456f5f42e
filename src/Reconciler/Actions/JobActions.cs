using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Observed;
using Publican.Planning;
using Task = System.Threading.Tasks.Task;

namespace Publican.Actions;

/// <summary>Writes to ECS for jobs: their tasks, and what is noted of them.</summary>
internal sealed class JobActions(IAmazonECS ecs)
{
    public async Task RunAsync(PlannedAction.RunJob run, Target target, CancellationToken cancel)
    {
        RunTaskResponse answer;
        try
        {
            answer = await ecs.RunTaskAsync(
                NativeOverlay.Apply(new RunTaskRequest
                {
                    Cluster = target.Outputs.Cluster,
                    TaskDefinition = run.TaskDefinitionArn,
                    LaunchType = EcsActions.Launch(target),
                    Count = 1,
                    ClientToken = RunsReader.ClientToken(target.Names, run.Revision, run.Run.Name),
                    StartedBy = RunsReader.StartedBy(target.Names, run.Revision, run.Run.Name),
                    NetworkConfiguration = EcsActions.Network(target.Network, target),

                    // The commit is left out: one that changes nothing about the task must not make this another call than the one that got no answer.
                    Tags = [.. Tags.Ecs(target).Where(tag => tag.Key != OwnerTags.Commit)],
                }, EcsActions.OfTask(target)),
                cancel);
        }
        catch (ConflictException)
        {
            // The token was used with other parameters: a revision before this one was started for the same firing. Its task is looked for like any other.
            return;
        }

        if (answer.Failures is [var failure, ..])
            throw new NothingDoneException($"RunTask placed no task: {failure.Reason} {failure.Detail}".TrimEnd());
    }

    /// <summary>One TagResource call: the record changes as a whole or not at all.</summary>
    public Task WriteAsync(PlannedAction.WriteRuns write, CancellationToken cancel) =>
        ecs.TagResourceAsync(new TagResourceRequest { ResourceArn = write.TaskDefinitionArn, Tags = [.. TagsOf(write.After)] }, cancel);

    public static IEnumerable<Tag> TagsOf(RunRecord runs) => runs.ToTags().Select(tag => new Tag { Key = tag.Key, Value = tag.Value });
}
