using LocalCloud.Ecs.Events;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Scheduling;

/// <summary>Counts failed tasks of each deployment, in a row, and sets the back-off that follows them.</summary>
internal static class FailureCount
{
    /// <summary>ECS calls a service impaired after this many failures in a row.</summary>
    private const int Impaired = 3;

    public static Service Account(Service service, IReadOnlyList<ObservedTask> tasks, DateTimeOffset now, EcsTiming timing)
    {
        foreach (var deployment in service.Deployments)
        {
            var own = tasks.Where(observed => observed.Task.DeploymentId == deployment.Id).ToList();
            var failures = own.Count(IsNewFailure);
            if (own.Exists(IsNewlyHealthy))
            {
                service = service.WithDeployment(deployment with { FailedTasks = 0, NotBefore = null });
            }
            else if (failures > 0)
            {
                var total = deployment.FailedTasks + failures;
                service = service.WithDeployment(deployment with { FailedTasks = total, NotBefore = now + timing.BackOff(total) });
                if (deployment.FailedTasks < Impaired && total >= Impaired)
                    service = service.WithEvent(now, "is unable to consistently start tasks successfully.", ServiceNews.Impaired);
            }
        }

        return service;
    }

    /// <summary>To be noted on the task once a pass has counted it.</summary>
    public static EcsTask Noted(ObservedTask observed)
    {
        var task = observed.Task;
        if (IsNewlyHealthy(observed)) task = task with { WasHealthy = true };
        return (task.IsStopped || task.Failed || observed.Health == Health.Failing) && !task.IsAccounted ? task with { IsAccounted = true } : task;
    }

    /// <summary>A task that fails its checks counts at once: its end may be a whole deregistration delay away.</summary>
    private static bool IsNewFailure(ObservedTask observed) =>
        !observed.Task.IsAccounted && (observed.Task.Failed || observed.Health == Health.Failing);

    private static bool IsNewlyHealthy(ObservedTask observed) => observed.Health == Health.Healthy && !observed.Task.WasHealthy;
}
