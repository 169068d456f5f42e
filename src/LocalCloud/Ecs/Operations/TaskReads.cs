using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>DescribeTasks and ListTasks.</summary>
internal sealed class TaskReads(EcsState state, RegionOptions options)
{
    private const int MostDescribed = 100;

    public TasksResponse Describe(DescribeTasksRequest request)
    {
        if (request.Tasks is not { Count: > 0 } names) throw EcsErrors.Invalid("Tasks cannot be empty.");
        if (names.Count > MostDescribed) throw EcsErrors.Invalid($"Tasks must have at most {MostDescribed} members, got {names.Count}");
        var withTags = request.Include?.Contains("TAGS") == true;
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            var found = names.Distinct(StringComparer.Ordinal).Select(name => (name, task: state.FindTask(cluster, name))).ToList();
            return new TasksResponse(
                [.. found.Select(pair => pair.task).OfType<EcsTask>().Select(
                    task => TaskView.Of(task, cluster.Arn, options.Region, withTags))],
                [.. found.Where(pair => pair.task is null).Select(pair => state.Missing("task", cluster, pair.name))]);
        }
    }

    public ListTasksResponse List(ListTasksRequest request)
    {
        Unsupported.Refuse(request, "ListTasks", "containerInstance", "daemonName");
        var status = request.DesiredStatus ?? TaskPhase.Running;
        if (status is not (TaskPhase.Running or TaskPhase.Pending or TaskPhase.Stopped))
            throw EcsErrors.Invalid($"desiredStatus must be RUNNING, PENDING or STOPPED, not '{status}'");
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            var service = request.ServiceName is { } name ? state.RequireService(cluster, name).Key : null;
            var matching = state.Tasks.Values.Where(task =>
                task.Cluster == cluster.Name
                && task.DesiredStatus == status
                && (service is null || task.Service == service)
                && (request.Family is null || task.TaskDefinition.Family == request.Family)
                && (request.StartedBy is null || task.StartedBy == request.StartedBy)
                && request.LaunchType is null or "FARGATE");
            var (page, next) = EcsPage.Of(matching, task => task.Id, request.MaxResults, request.NextToken);
            return new ListTasksResponse([.. page.Select(task => task.Arn)], next);
        }
    }
}
