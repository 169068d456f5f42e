using LocalCloud.Ecs.Events;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Scheduling;

/// <summary>The deployment circuit breaker: too many failed tasks in a row end a deployment that is still in progress.</summary>
internal static class CircuitBreakerRule
{
    private const int Lowest = 3, Highest = 200;

    /// <summary>Half of the desired count, rounded up, within 3 and 200.</summary>
    public static int Threshold(int desiredCount) => Math.Clamp((desiredCount + 1) / 2, Lowest, Highest);

    public static Service Judge(Service service, DateTimeOffset now)
    {
        var failing = service.Primary;
        var trips = service.BreakerEnabled
            && failing.RolloutState == Deployment.InProgress
            && failing.FailedTasks >= Threshold(service.DesiredCount);
        if (!trips) return service;

        var ended = failing.Enter(Deployment.Failed, "ECS deployment circuit breaker: tasks failed to start.", now);
        var failed = service
            .WithDeployment(ended)
            .WithEvent(now, $"(deployment {failing.Id}) deployment failed: tasks failed to start.", ServiceNews.Failed(ended));
        var proven = service.Deployments.FirstOrDefault(deployment => deployment.RolloutState == Deployment.Completed);
        if (!service.BreakerRollsBack || proven is null) return failed;

        // The old deployment comes back under its own id, and is in progress until all is as it was.
        var reason = $"ECS deployment circuit breaker: rolling back to deploymentId {proven.Id}.";
        var back = proven.Enter(Deployment.InProgress, reason, now) with { FailedTasks = 0, NotBefore = null };
        return failed.WithPrimary(back).WithEvent(now, $"rolling back to deployment {proven.Id}.", ServiceNews.InProgress(back));
    }
}
