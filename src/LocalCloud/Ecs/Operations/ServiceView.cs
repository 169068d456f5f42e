using LocalCloud.Ecs.Messages;
using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Operations;

/// <summary>A service as DescribeServices shows it.</summary>
internal static class ServiceView
{
    private const string Role = $"arn:aws:iam::{Arn.Account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";

    public static ServiceShape Of(Service service, string clusterArn, IReadOnlyList<EcsTask> tasks, bool withTags)
    {
        var newest = service.Primary;
        return new ServiceShape(
            service.Arn,
            service.Key.Name,
            clusterArn,
            newest.LoadBalancers,
            service.Kept.ServiceRegistries,
            service.Status,
            service.DesiredCount,
            RunningCount: tasks.Count(task => task.IsRunning),
            PendingCount: tasks.Count(task => task.IsPending),
            service.Kept.LaunchType,
            service.Kept.CapacityProviderStrategy,
            newest.PlatformVersion,
            PlatformFamily: "Linux",
            newest.TaskDefinition.TaskDefinitionArn,
            DeploymentRules.Show(service),
            service.Status == "INACTIVE" ? [] : [.. service.Deployments.Select(deployment => Show(service, deployment, tasks))],
            Role,
            [.. service.Events.Select(item => new ServiceEventShape(item.Id, item.CreatedAt, item.Message))],
            service.CreatedAt,
            service.Kept.PlacementConstraints,
            service.Kept.PlacementStrategy,
            newest.NetworkConfiguration,
            service.HealthCheckGracePeriodSeconds ?? (newest.LoadBalancers.Count > 0 ? 0 : null),
            SchedulingStrategy: "REPLICA",
            new DeploymentController("ECS"),
            CreatedBy: $"arn:aws:iam::{Arn.Account}:root",
            service.EnableECSManagedTags,
            service.PropagateTags,
            service.Kept.EnableExecuteCommand,
            service.AvailabilityZoneRebalancing,
            withTags ? service.Tags.Shape : null);
    }

    private static DeploymentShape Show(Service service, Deployment deployment, IReadOnlyList<EcsTask> tasks)
    {
        var isPrimary = deployment.Id == service.Primary.Id;
        var own = tasks.Where(task => task.DeploymentId == deployment.Id).ToList();
        var running = own.Count(task => task.IsRunning);
        var pending = own.Count(task => task.IsPending);
        return new DeploymentShape(
            deployment.Id,
            isPrimary ? "PRIMARY" : "ACTIVE",
            deployment.TaskDefinition.TaskDefinitionArn,
            isPrimary ? service.DesiredCount : running + pending,
            pending,
            running,
            deployment.FailedTasks,
            deployment.CreatedAt,
            deployment.UpdatedAt,
            service.Kept.LaunchType,
            deployment.PlatformVersion == "LATEST" ? LaunchRules.PlatformVersion : deployment.PlatformVersion,
            PlatformFamily: "Linux",
            deployment.NetworkConfiguration,
            deployment.RolloutState,
            deployment.Reason);
    }
}
