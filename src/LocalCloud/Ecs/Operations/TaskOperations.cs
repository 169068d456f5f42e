using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;
using LocalCloud.Ecs.Tasks;
using LocalCloud.Protocols;

namespace LocalCloud.Ecs.Operations;

/// <summary>RunTask and StopTask.</summary>
internal sealed class TaskOperations(
    EcsState state, EcsTaskFactory factory, TaskRunner runner, RegionOptions options, TimeProvider time, EcsTiming timing)
{
    public TasksResponse Run(RunTaskRequest request)
    {
        RunTaskRules.Check(request);
        var fingerprint = Fingerprint.Of(request with { ClientToken = null });
        List<EcsTask> started;
        TasksResponse answer;
        lock (state.Gate)
        {
            var cluster = state.RequireCluster(request.Cluster);
            if (Earlier(request, cluster, fingerprint) is { } earlier) return earlier;

            var definition = state.RequireUsable(request.TaskDefinition);
            LaunchRules.CheckLaunchType(request.LaunchType, definition);
            RunTaskRules.CheckOverrides(request.Overrides, definition);
            var network = LaunchRules.CheckNetwork(request.NetworkConfiguration, definition);
            var tags = TagSet.Of(request.Tags);
            started = [.. Enumerable.Range(0, request.Count ?? 1).Select(
                _ => factory.OneOff(request, cluster.Name, definition, network, tags))];
            foreach (var task in started) state.Add(task);
            if (request.ClientToken is { } token)
            {
                foreach (var (old, _) in state.Receipts.Where(pair => IsOver(pair.Value)).ToList()) state.Receipts.Remove(old);
                state.Receipts[(cluster.Name, token)] = new RunTaskReceipt(
                    fingerprint, [.. started.Select(task => task.Id)], time.GetUtcNow());
            }

            answer = Show(started, cluster);
        }

        foreach (var task in started) runner.Launch(task);
        return answer;
    }

    public StopTaskResponse Stop(StopTaskRequest request)
    {
        if (request.Reason is { Length: > 1024 }) throw EcsErrors.Invalid("reason can have at most 1024 characters");
        EcsTask task;
        Cluster cluster;
        lock (state.Gate)
        {
            cluster = state.RequireCluster(request.Cluster);
            task = state.FindTask(cluster, request.Task ?? "") ?? throw EcsErrors.Invalid("The referenced task was not found.");
        }

        runner.Stop(task.Id, StopCodes.User, request.Reason ?? "Task stopped by user");
        lock (state.Gate)
            return new StopTaskResponse(
                TaskView.Of(state.Tasks.GetValueOrDefault(task.Id, task), cluster.Arn, options.Region, withTags: false));
    }

    /// <summary>What the same token was answered before, as it is now; null when the token is new.</summary>
    private TasksResponse? Earlier(RunTaskRequest request, Cluster cluster, string fingerprint)
    {
        if (request.ClientToken is null || !state.Receipts.TryGetValue((cluster.Name, request.ClientToken), out var receipt)) return null;
        if (IsOver(receipt)) return null;
        if (receipt.Fingerprint != fingerprint)
        {
            throw new AwsException(
                "ConflictException",
                $"The clientToken '{request.ClientToken}' was used before with other parameters. "
                + "Use the same parameters or another token.");
        }

        return Show(receipt.TaskIds.Select(id => state.Tasks.GetValueOrDefault(id)).OfType<EcsTask>(), cluster);
    }

    private bool IsOver(RunTaskReceipt receipt) => time.GetUtcNow() - receipt.At > timing.ClientTokenValid;

    private TasksResponse Show(IEnumerable<EcsTask> tasks, Cluster cluster) =>
        new([.. tasks.Select(task => TaskView.Of(task, cluster.Arn, options.Region, withTags: true))], []);
}
