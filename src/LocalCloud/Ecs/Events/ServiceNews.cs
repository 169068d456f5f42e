using LocalCloud.Ecs.State;

namespace LocalCloud.Ecs.Events;

/// <summary>What one of a service's own events is called on the event bus.</summary>
/// <param name="Deployment">Null for an event of the service as a whole.</param>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html,
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
/// </remarks>
internal sealed record ServiceNews(string EventType, string EventName, Deployment? Deployment = null)
{
    public static ServiceNews Steady { get; } = new("INFO", "SERVICE_STEADY_STATE");

    public static ServiceNews Impaired { get; } = new("WARN", "SERVICE_TASK_START_IMPAIRED");

    public static ServiceNews InProgress(Deployment deployment) => new("INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", deployment);

    public static ServiceNews Completed(Deployment deployment) => new("INFO", "SERVICE_DEPLOYMENT_COMPLETED", deployment);

    public static ServiceNews Failed(Deployment deployment) => new("ERROR", "SERVICE_DEPLOYMENT_FAILED", deployment);
}
