using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Publican.Aws;

namespace Publican.Observed;

/// <summary>
/// Tasks of one deployment that ended by themselves. A deployment's failedTasks cannot tell: ECS stops counting with the first healthy task
/// (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html). A stopped task does not change, so each is described once.
/// </summary>
public sealed class CrashReader(AwsClients aws, TimeProvider clock)
{
    private const int Described = 100;
    private readonly Dictionary<string, Crash?> _known = new(StringComparer.Ordinal);
    private string? _deployment;

    public async Task<Crashes> ReadAsync(string cluster, EcsService service, CancellationToken cancel)
    {
        if (_deployment != service.Primary.Id)
        {
            _known.Clear();
            _deployment = service.Primary.Id;
        }

        var read = await Reading.TryAsync(clock, "ListTasks", () => FindAsync(cluster, service, cancel), cancel);
        return new Crashes([.. _known.Values.OfType<Crash>().OrderBy(crash => crash.At)], read.Error);
    }

    private async Task<bool> FindAsync(string cluster, EcsService service, CancellationToken cancel)
    {
        var listed = await aws.Ecs.ListTasksAsync(
            new ListTasksRequest { Cluster = cluster, ServiceName = service.Name, DesiredStatus = DesiredStatus.STOPPED }, cancel);
        foreach (var unknown in (listed.TaskArns ?? []).Where(arn => !_known.ContainsKey(arn)).Chunk(Described))
        {
            var page = await aws.Ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = cluster, Tasks = [.. unknown] }, cancel);
            foreach (var task in page.Tasks ?? [])
            {
                // While it is still stopping, why is not always there yet.
                if (task.StopCode is not null || task.LastStatus == "STOPPED")
                    _known[task.TaskArn] = task.StartedBy == service.Primary.Id ? CrashOf(task) : null;
            }
        }

        return true;
    }

    /// <returns>Null for a task that somebody wanted gone: a person, a deployment, a smaller count.</returns>
    private static Crash? CrashOf(Amazon.ECS.Model.Task task)
    {
        var exited = task.StopCode == TaskStopCode.EssentialContainerExited;

        // The scheduler stops tasks that fail their checks, too; only its sentence tells them from a smaller count.
        var failed = task.StopCode == TaskStopCode.TaskFailedToStart
            || (task.StopCode == TaskStopCode.ServiceSchedulerInitiated && task.StoppedReason?.Contains("health checks", StringComparison.OrdinalIgnoreCase) == true);
        if (!exited && !failed)
            return null;
        var at = new DateTimeOffset((task.StoppingAt ?? task.StoppedAt ?? task.CreatedAt ?? DateTime.UnixEpoch).ToUniversalTime());
        var exit = task.Containers?.OrderByDescending(container => container.ExitCode is not (null or 0)).FirstOrDefault(container => container.ExitCode is not null)?.ExitCode;
        return new Crash(task.TaskArn, at, exited, $"{task.StoppedReason}{(exit is null ? "" : $", exit code {exit}")}");
    }
}
