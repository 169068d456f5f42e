using System.Collections.Immutable;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>What a failed revision left behind, for a person to act on.</summary>
public sealed record Evidence(string? StoppedReason, int? ExitCode, ImmutableArray<string> LogTail)
{
    public static Evidence None { get; } = new(null, null, []);
}

/// <summary>Collects evidence from the tasks of a revision. It decides nothing, so what cannot be read is left out and said.</summary>
public sealed class EvidenceReader(AwsClients aws)
{
    private const int Lines = 20;

    /// <param name="definitionArn">Task definition of the revision that failed.</param>
    /// <param name="ofJob">The one-off tasks of its hooks, instead of the tasks that would serve.</param>
    public async Task<Evidence> ReadAsync(Names names, string definitionArn, bool ofJob, string logGroup, CancellationToken cancel)
    {
        try
        {
            var task = await NewestTaskAsync(names, definitionArn, ofJob, cancel);
            if (task is null)
                return Evidence.None;
            var container = Telling(task, names);
            var reason = string.Join(": ", new[] { task.StoppedReason, container?.Reason }.Where(text => !string.IsNullOrEmpty(text)));
            return new Evidence(reason.Length > 0 ? reason : null, container?.ExitCode, await LogTailAsync(names, task, container, logGroup, cancel));
        }
        catch (Exception error) when (AwsErrors.IsExternal(error) && !cancel.IsCancellationRequested)
        {
            return new Evidence($"evidence could not be read: {AwsErrors.Describe(error)}", null, []);
        }
    }

    // The one that failed, where another one beside the service's own did.
    private static Container? Telling(Amazon.ECS.Model.Task task, Names names) => JobReader.OwnContainer(task, names) is { ExitCode: null or 0 } own
        ? task.Containers?.FirstOrDefault(container => container.ExitCode is not (null or 0)) ?? own
        : JobReader.OwnContainer(task, names);

    // A task that stopped tells more than one that runs, and of several one-off tasks the one that failed.
    private async Task<Amazon.ECS.Model.Task?> NewestTaskAsync(Names names, string definitionArn, bool ofJob, CancellationToken cancel)
    {
        foreach (var status in new[] { DesiredStatus.STOPPED, DesiredStatus.RUNNING })
        {
            var listed = await aws.Ecs.ListTasksAsync(new ListTasksRequest { Cluster = names.Cluster, Family = names.Family, DesiredStatus = status }, cancel);
            if (listed.TaskArns is not { Count: > 0 } arns)
                continue;
            var described = await aws.Ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = names.Cluster, Tasks = [.. arns.Take(100)] }, cancel);
            if ((described.Tasks ?? []).Where(task => task.TaskDefinitionArn == definitionArn && JobReader.IsJob(task.StartedBy) == ofJob)
                .OrderByDescending(task => ofJob && JobReader.OwnContainer(task, names)?.ExitCode is not (null or 0)).ThenByDescending(task => task.CreatedAt).FirstOrDefault() is { } newest)
                return newest;
        }

        return null;
    }

    private async Task<ImmutableArray<string>> LogTailAsync(
        Names names, Amazon.ECS.Model.Task task, Container? container, string logGroup, CancellationToken cancel)
    {
        if (container is null)
            return [];
        try
        {
            var events = await aws.Logs.GetLogEventsAsync(
                new GetLogEventsRequest
                {
                    LogGroupName = logGroup,
                    LogStreamName = $"{names.Service}/{container.Name}/{task.TaskArn.Split('/')[^1]}",
                    Limit = Lines,
                    StartFromHead = false,
                },
                cancel);
            return [.. (events.Events ?? []).Select(line => line.Message.TrimEnd())];
        }
        catch (Amazon.CloudWatchLogs.Model.ResourceNotFoundException)
        {
            // A task that never started its container wrote no log.
            return [];
        }
    }
}
