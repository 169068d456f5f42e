using LocalCloud.Ecs.Events;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Scheduling;

/// <summary>Notices when all is as desired: the deployment is complete, older ones disappear, and an event says so.</summary>
internal static class SteadyState
{
    public static Service Reach(Service service, IReadOnlyList<ObservedTask> tasks, int start, int stop, DateTimeOffset now)
    {
        var wanted = tasks.Where(observed => observed.Task.IsWanted).ToList();
        var primary = service.Primary;
        var allAsDesired = start == 0
            && stop == 0
            && primary.RolloutState != Deployment.Failed
            && wanted.Count == service.DesiredCount
            && wanted.TrueForAll(observed => observed.Task.DeploymentId == primary.Id && observed.Health == Health.Healthy);
        if (!allAsDesired)
            return WithoutAbandoned(
                service with { IsSteady = service.IsSteady && start == 0 && stop == 0 && wanted.Count == service.DesiredCount }, tasks);

        if (primary.RolloutState == Deployment.InProgress)
        {
            var completed = primary.Enter(Deployment.Completed, $"ECS deployment {primary.Id} completed.", now);
            service = service
                .WithDeployment(completed)
                .WithEvent(now, $"(deployment {primary.Id}) deployment completed.", ServiceNews.Completed(completed));
        }

        if (!service.IsSteady) service = service.WithEvent(now, "has reached a steady state.", ServiceNews.Steady);
        return service with { IsSteady = true, Deployments = [service.Primary] };
    }

    /// <summary>
    /// Older deployments that never completed and have no tasks left are of no use to anybody; a completed one may still be rolled back to.
    /// </summary>
    private static Service WithoutAbandoned(Service service, IReadOnlyList<ObservedTask> tasks) => service with
    {
        Deployments = service.Deployments.RemoveAll(deployment =>
            deployment.Id != service.Primary.Id
            && deployment.RolloutState != Deployment.Completed
            && tasks.All(observed => observed.Task.IsStopped || observed.Task.DeploymentId != deployment.Id)),
    };
}
