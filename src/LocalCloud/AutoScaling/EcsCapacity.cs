using LocalCloud.Ecs.Scheduling;
using LocalCloud.Ecs.State;

namespace LocalCloud.AutoScaling;

/// <summary>The ECS service behind a scalable target, as it is now.</summary>
internal sealed record Capacity(int Desired, int Running, bool IsDeploying);

/// <summary>Reads and writes the desired count of ECS services, which is all that scaling knows of them.</summary>
internal sealed class EcsCapacity(EcsState ecs, SchedulerWakeUps wakeUps)
{
    public bool Exists(ServiceKey key)
    {
        lock (ecs.Gate) return ecs.Services.GetValueOrDefault(key) is { IsActive: true };
    }

    /// <summary>Null when there is no such service, or it is not ACTIVE.</summary>
    public Capacity? Read(ServiceKey key)
    {
        lock (ecs.Gate)
        {
            return ecs.Services.GetValueOrDefault(key) is { IsActive: true } service
                ? new Capacity(
                    service.DesiredCount,
                    ecs.TasksOf(key).Count(task => task.IsRunning),
                    service.Deployments.Count > 1 || service.Primary.RolloutState == Deployment.InProgress)
                : null;
        }
    }

    public void Set(ServiceKey key, int count)
    {
        lock (ecs.Gate)
        {
            if (ecs.Services.GetValueOrDefault(key) is not { IsActive: true } service) return;
            ecs.Services[key] = service with { DesiredCount = count };
            wakeUps.Wake(key);
        }
    }
}
